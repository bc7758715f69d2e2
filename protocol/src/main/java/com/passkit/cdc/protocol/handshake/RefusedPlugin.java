package com.passkit.cdc.protocol.handshake;

import com.passkit.cdc.protocol.error.AuthenticationException;

/** Says of the plugins that are not spoken what they would take. */
final class RefusedPlugin {

    private static final String OTHER_ACCOUNT = "Remedy: give the connector an account with a password of its own"
        + " (CREATE USER ... IDENTIFIED WITH caching_sha2_password BY ...; on MariaDB IDENTIFIED VIA ed25519 USING"
        + " PASSWORD(...)).";

    private RefusedPlugin() {
    }

    static AuthenticationException refusal(String name, String user) {
        String begin = "The account " + user + " uses the authentication plugin " + name;
        return new AuthenticationException(switch (name) {
            case "mysql_old_password" -> begin + ", the hash of MySQL 4.0, which is not sent. Remedy: SET old_passwords"
                + " = 0 and give the account a new password with mysql_native_password or caching_sha2_password.";
            case "dialog" -> begin + " (PAM), which asks questions that a person answers. Remedy: on MariaDB set"
                + " pam_use_cleartext_plugin=ON and here allowClearPassword, with TLS mode VERIFY_CA or"
                + " VERIFY_IDENTITY; or another account. " + OTHER_ACCOUNT;
            case "auth_gssapi_client", "authentication_kerberos_client", "authentication_windows_client" -> begin
                + " (Kerberos, SSPI), which takes a ticket in place of a password. " + OTHER_ACCOUNT;
            case "authentication_ldap_sasl_client" -> begin + " (LDAP over SASL). Remedy: authentication_ldap_simple"
                + " together with allowClearPassword here and TLS mode VERIFY_CA or VERIFY_IDENTITY; or another"
                + " account. " + OTHER_ACCOUNT;
            case "authentication_webauthn_client", "authentication_fido_client" -> begin
                + " (FIDO, WebAuthn), which takes a person's touch on a device. " + OTHER_ACCOUNT;
            case "authentication_oci_client", "authentication_openid_connect_client" -> begin
                + ", which takes a token of a cloud or an identity provider. " + OTHER_ACCOUNT;
            default -> begin + ", which is not supported. Remedy: ALTER USER ... IDENTIFIED WITH"
                + " caching_sha2_password (or mysql_native_password) BY ...";
        });
    }
}
