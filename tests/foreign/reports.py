"""What the SARIF validator found, and whether a JUnit report counts what it holds."""
import json
import sys

from junitparser import JUnitXml

validated, junit = sys.argv[1:]
# The project has no address of its own that a report could name.
SILENT = {"SARIF2005"}
with open(validated, encoding="utf-8-sig") as file:
    results = [result for run in json.load(file)["runs"] for result in run.get("results", [])]
found = [result for result in results if result["ruleId"] not in SILENT]
for result in found:
    print(result["ruleId"], result["message"].get("text", result["message"]), file=sys.stderr)
assert not found, f"the SARIF validator finds {len(found)} faults"
report = JUnitXml.fromfile(junit)
failures = sum(result._tag == "failure" for suite in report for case in suite for result in case.result)
assert failures > 0 and report.failures == failures, (report.failures, failures)
print(f"SARIF: valid; JUnit: {failures} failures, as counted")
