package com.passkit.cdc.protocol.client;

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

    /** @return whether the version is at least this one; compares numbers only */
    public boolean isAtLeast(int wantedMajor, int wantedMinor, int wantedPatch) {
        if (major != wantedMajor) {
            return major > wantedMajor;
        }
        return minor != wantedMinor ? minor > wantedMinor : patch >= wantedPatch;
    }
}
