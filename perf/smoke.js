// A glance: does it answer at all, and as quickly as it should?
//
//     k6 run -e BASE_URL=http://127.0.0.1:8080 perf/smoke.js

import { ask, options as made, say } from "./lib/target.js";

export { handleSummary } from "./lib/target.js";

export const options = made("smoke", {
  executor: "constant-vus",
  vus: say("smoke.users"),
  duration: `${say("smoke.duration_s")}s`,
});

export default ask;
