// What smoke.js, load.js and stress.js share: whom they ask, what for, and what the answers must hold.
//
// The figures are those of load_test in config/scale.json. Only this machine is asked, unless ALLOW_HOST says by its
// exact name who else may be: load on somebody's service is an attack without their word.

import http from "k6/http";
import { check } from "k6";

const config = JSON.parse(open(__ENV.CONFIG || import.meta.resolve("../../config/scale.json")));

/** The value of load_test at a path like "smoke.users". */
export const say = (path) => {
  const value = path.split(".").reduce((part, name) => (part ?? {})[name], config.load_test);
  if (value === undefined) throw new Error(`config/scale.json does not say load_test.${path}.`);
  return value;
};

const OWN = ["127.0.0.1", "localhost", "[::1]"];

const base = (() => {
  const url = __ENV.BASE_URL || "";
  const [, host] = url.match(/^https?:\/\/(\[[0-9a-f:]+\]|[a-z0-9.-]+)(?::\d+)?\/?$/i) ?? [];
  if (!host) throw new Error("BASE_URL must say whom to ask, like -e BASE_URL=http://127.0.0.1:8080");
  if (!OWN.includes(host.toLowerCase()) && host !== __ENV.ALLOW_HOST) {
    throw new Error(`${host} is not this machine. If its owner agrees to the load, say -e ALLOW_HOST=${host}`);
  }
  return url.replace(/\/$/, "");
})();

/** Options of a test: a scenario by its name, and the thresholds; redirects could lead to another host. */
export const options = (name, scenario, { failed = say("error_rate"), extra = {} } = {}) => ({
  scenarios: { [name]: scenario },
  maxRedirects: 0,
  noUsageReport: true,
  summaryTrendStats: ["min", "med", "p(95)", "p(99)", "max"],
  thresholds: {
    http_req_duration: [`p(95)<${say("p95_ms")}`, `p(99)<${say("p99_ms")}`],
    http_req_failed: [`rate<${failed}`],
    checks: [`rate>${1 - failed}`], // an exception alone does not fail a run
    iterations: ["count>0"],
    ...extra,
  },
});

/** One reader: asks for every path once. */
export const ask = () => {
  for (const path of say("paths")) {
    const answer = http.get(base + path, { tags: { name: path }, timeout: "10s" });
    check(answer, { "answers 200": (one) => one.status === 200 });
  }
};

/** The figures in words; all of them as JSON where SUMMARY names a file. */
export const handleSummary = (data) => {
  const { http_reqs: asked, http_req_duration: took, http_req_failed: failed } = data.metrics;
  const ms = (name) => `${took.values[name].toFixed(1)} ms`;
  const lines = [
    `requests   ${asked.values.count} (${asked.values.rate.toFixed(1)}/s), ${(failed.values.rate * 100).toFixed(2)} % failed`,
    `answers    median ${ms("med")}, p95 ${ms("p(95)")}, p99 ${ms("p(99)")}, slowest ${ms("max")}`,
  ];
  for (const [name, metric] of Object.entries(data.metrics)) {
    for (const [rule, { ok }] of Object.entries(metric.thresholds ?? {})) {
      lines.push(`${ok ? "held      " : "MISSED    "} ${name} ${rule}`);
    }
  }
  const written = { stdout: `${lines.join("\n")}\n` };
  if (__ENV.SUMMARY) written[__ENV.SUMMARY] = JSON.stringify(data, null, 1);
  return written;
};
