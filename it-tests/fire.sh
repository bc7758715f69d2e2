#!/usr/bin/env bash
# Runs the proof under fire (FireIT) again and again, each time with another seed, and writes a line for each run.
#
#   it-tests/fire.sh [--for HOURS] [--seconds N] [--rows N] [--modes A,B] [--seed FIRST] [--until-failure]
#
# --for            how long new runs are begun, 8 hours by default
# --seconds        how long things fail in one run, 300 by default
# --rows           of the largest transaction, a million by default
# --modes          as in FireMode, all by default; each is a run of its own
# --seed           of the first run, the time by default; the next ones follow it
# --until-failure  ends at the first run that fails
#
# it-tests/target/fire/report.txt has a line for each run that passed: faults by kind, transactions, events. A failed
# one leaves its output, and the folder that it names, beside it.
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/.."
hours=8 seconds=300 rows=1000000 modes='' seed=$(date +%s) until_failure=false
while [ $# -gt 0 ]; do
    case $1 in
        --for) hours=$2; shift 2 ;;
        --seconds) seconds=$2; shift 2 ;;
        --rows) rows=$2; shift 2 ;;
        --modes) modes=$2; shift 2 ;;
        --seed) seed=$2; shift 2 ;;
        --until-failure) until_failure=true; shift ;;
        *) sed -n '2,15p' "${BASH_SOURCE[0]}" >&2; exit 2 ;;
    esac
done
if [ -z "$modes" ]; then
    modes=$(sed -n 's/^    \([A-Z][A-Z0-9_]*\)(MySqlVersion.*/\1/p' \
        it-tests/src/test/java/com/passkit/cdc/it/fire/FireMode.java | paste -sd,)
fi

reports=$PWD/it-tests/target/fire
mkdir -p "$reports"
mvn -B -ntp -q -pl it-tests -am package -DskipTests
passed=0 failed=0
end=$(($(date +%s) + $(awk "BEGIN { printf \"%d\", $hours * 3600 }")))
while [ "$(date +%s)" -lt "$end" ]; do
    for mode in ${modes//,/ }; do
        output=$reports/$mode-$seed.txt
        if mvn -o -B -ntp -q -pl it-tests -am verify -Dit.test=FireIT -Dtest=none \
            -Dsurefire.failIfNoSpecifiedTests=false -Dpasskit.cdc.it.fire.modes="$mode" \
            -Dpasskit.cdc.it.fire.seed="$seed" -Dpasskit.cdc.it.fire.seconds="$seconds" \
            -Dpasskit.cdc.it.fire.rows="$rows" -Dpasskit.cdc.it.fire.reports="$reports" > "$output" 2>&1; then
            passed=$((passed + 1))
            tail -n 1 "$reports/report.txt"
            rm "$output"
        else
            failed=$((failed + 1))
            echo "$mode seed $seed FAILED: $output" | tee -a "$reports/report.txt"
            if $until_failure; then
                exit 1
            fi
        fi
        [ "$(date +%s)" -lt "$end" ] || break
    done
    seed=$((seed + 1))
done
echo "$passed runs passed, $failed failed; $reports/report.txt"
[ "$failed" -eq 0 ]
