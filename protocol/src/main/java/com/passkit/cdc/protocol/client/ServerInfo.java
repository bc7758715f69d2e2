package com.passkit.cdc.protocol.client;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.passkit.cdc.protocol.handshake.Greeting;
import com.passkit.cdc.protocol.position.GtidKind;

/**
 * What the handshake tells of the server.
 *
 * @param versionText  as sent, for instance {@code 8.0.15} or {@code 5.5.5-10.11.6-MariaDB-log}
 * @param isMariaDb    whether it is MariaDB; everything else counts as MySQL
 * @param major        first number of the version (of MariaDB: without the {@code 5.5.5-} prefix)
 * @param minor        second number
 * @param patch        third number
 * @param connectionId the server's id of this connection
 * @param isTls        whether the connection is encrypted
 */
public record ServerInfo(
    String versionText, boolean isMariaDb, int major, int minor, int patch, long connectionId, boolean isTls) {

    private static final Pattern NUMBERS = Pattern.compile("(\\d+)(?:\\.(\\d+))?(?:\\.(\\d+))?");
    /** MariaDB puts it first, so that old replicas take it for a version they know. */
    private static final String MARIADB_PREFIX = "5.5.5-";

    static ServerInfo of(Greeting greeting, boolean isTls) {
        String text = greeting.serverVersion();
        Matcher numbers = NUMBERS.matcher(greeting.isMariaDb() && text.startsWith(MARIADB_PREFIX)
            ? text.substring(MARIADB_PREFIX.length()) : text);
        boolean hasNumbers = numbers.lookingAt();
        return new ServerInfo(text, greeting.isMariaDb(), hasNumbers ? number(numbers.group(1)) : 0,
            hasNumbers ? number(numbers.group(2)) : 0, hasNumbers ? number(numbers.group(3)) : 0,
            greeting.connectionId(), isTls);
    }

    /** Binaries of MySQL before 8.0.18 may come with an OpenSSL that has to be told to, which they did not. */
    boolean hasEcdh() {
        return isMariaDb || isAtLeast(8, 0, 18);
    }

    private static int number(String digits) {
        return digits == null || digits.length() > 9 ? 0 : Integer.parseInt(digits);
    }

    /** @return whose GTIDs the server has */
    public GtidKind gtidKind() {
        return isMariaDb ? GtidKind.MARIADB : GtidKind.MYSQL;
    }

    /** @return whether it is MySQL of at least this version */
    public boolean isMySqlAtLeast(int wantedMajor, int wantedMinor, int wantedPatch) {
        return !isMariaDb && isAtLeast(wantedMajor, wantedMinor, wantedPatch);
    }

    /** @return whether the version is at least this one; compares numbers only, whichever server it is */
    public boolean isAtLeast(int wantedMajor, int wantedMinor, int wantedPatch) {
        if (major != wantedMajor) {
            return major > wantedMajor;
        }
        return minor != wantedMinor ? minor > wantedMinor : patch >= wantedPatch;
    }
}
