#!/bin/sh
# Records fixtures of this directory from real servers, which are fetched as for the scenarios.
#
#   ./record.sh mysql-5.7          # every fixture of a version
#   ./record.sh mysql-9-compressed mariadb-10.11-statements
#
# The table of fixtures is it-tests/src/test/java/com/passkit/cdc/it/fixtures/Fixture.java, the statements are in the
# .sql files, one a line. What was recorded is then decoded anew; read the expected texts against the SQL:
#
#   *.txt      every event and row, by BinlogCorpusTest
#   *.ndjson   what decode prints, by DecodeFixturesTest
set -eu
[ $# -gt 0 ] || { sed -n '2,/^set/{/^#/s/^# \{0,1\}//p}' "$0" >&2; exit 2; }
cd "$(dirname "$0")/../../../../.."
mvn -B -ntp -q -pl it-tests -am verify -Dit.test=FixtureRecorder -Dfixtures="$*" -Dtest=none \
    -Dsurefire.failIfNoSpecifiedTests=false
mvn -B -ntp -q -pl protocol,cli -am test -Dtest='BinlogCorpusTest,DecodeFixturesTest' -Dbinlogs.write=true \
    -Dsurefire.failIfNoSpecifiedTests=false -Dmaven.test.failure.ignore=true
git --no-pager diff --stat -- protocol/src/test/resources/binlogs
