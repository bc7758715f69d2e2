/**
 * What a broken or malicious server could send: targets of the Jazzer fuzzer. In a build each runs on its corpus, the
 * files in the test resources; {@code protocol/fuzz.sh} looks for new inputs.
 */
package com.passkit.cdc.protocol.hostile;
