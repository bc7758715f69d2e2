#!/usr/bin/env bash
# Fuzzes the parsers of this module, one target after the other: protocol/fuzz.sh [--for SECONDS] [CLASS#METHOD ...]
# SECONDS are for each target (60 unless told). What it learns stays in protocol/target/fuzz; an input that breaks a
# parser is kept among the test resources, where every build runs it from then on.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

seconds=60
targets=()
while [ $# -gt 0 ]; do
    case "$1" in
        --for) seconds=$2; shift 2 ;;
        -h | --help) sed -n '2,4s/^# //p' "$0"; exit 0 ;;
        *) targets+=("$1"); shift ;;
    esac
done

mvn -B -ntp -q -f .. -pl protocol test-compile
mvn -B -ntp -q -f .. -pl protocol dependency:build-classpath -Dmdep.outputFile="$PWD/target/fuzz-classpath"
classpath=target/test-classes:target/classes:$(cat target/fuzz-classpath)
package=com.passkit.cdc.protocol.hostile
java -cp "$classpath" "$package.SeedCorpus" src/test/resources/binlogs target/fuzz/seeds

if [ "${#targets[@]}" -eq 0 ]; then
    while read -r target; do
        targets+=("$target")
    done < <(cd src/test/java/com/passkit/cdc/protocol/hostile && awk '/@FuzzTest/ { found = 1 }
        found && /void / { sub(/.*void /, ""); sub(/\(.*/, ""); file = FILENAME; sub(/\.java$/, "", file)
            print file "#" $0; found = 0 }' ./*Test.java | sed 's,^\./,,')
fi

failed=()
for target in "${targets[@]}"; do
    class=${target%#*} method=${target#*#}
    corpus=target/fuzz/corpus/$class/$method
    inputs=src/test/resources/com/passkit/cdc/protocol/hostile/${class}Inputs/$method
    mkdir -p "$corpus" "$inputs" "target/fuzz/seeds/${class}Inputs/$method"
    echo "== $target, $seconds s"
    java -Xmx512m -XX:MaxDirectMemorySize=256m \
        -Dio.netty.leakDetection.level=disabled -cp "$classpath" com.code_intelligence.jazzer.Jazzer \
        --target_class="$package.$class" --target_method="$method" --instrumentation_includes='com.passkit.cdc.**' \
        --reproducer_path=target/fuzz -artifact_prefix="$inputs/" -max_total_time="$seconds" -timeout=10 \
        -rss_limit_mb=4096 -print_final_stats=1 "$corpus" "$inputs" "target/fuzz/seeds/${class}Inputs/$method" \
        > "target/fuzz/$class-$method.log" 2>&1 || failed+=("$target")
    grep -E 'stat::number_of_executed_units|== Java Exception|^Caused|SUMMARY' "target/fuzz/$class-$method.log" || :
done
if [ "${#failed[@]}" -gt 0 ]; then
    printf 'broken: %s\n' "${failed[@]}"
    exit 1
fi
