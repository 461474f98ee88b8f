"""How the network is asked: names, addresses, connections, TLS and HTTP. Everything here runs under one deadline."""
