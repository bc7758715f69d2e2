package com.passkit.cdc.cli.options;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import com.passkit.cdc.cli.config.ConfigKey;
import com.passkit.cdc.cli.config.ConfigKeys;

import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** The MySQL server. A password is never an argument, which every user of the machine could read. */
public final class SourceOptions {

    @Option(names = "--host", paramLabel = "HOST[:PORT]", split = ",",
        description = "Server, or servers of one cluster, tried in order (key: source.hosts, default: 127.0.0.1).")
    private List<String> hosts = new ArrayList<>();

    @Option(names = "--port", paramLabel = "PORT",
        description = "Port of the hosts given without one (key: source.port, default: 3306).")
    private String port;

    @Option(names = "--socket", paramLabel = "PATH",
        description = "Unix domain socket of a server on this machine, in place of hosts (key: source.socket).")
    private String socket;

    @Option(names = "--user", paramLabel = "USER", description = "MySQL user (key: source.user).")
    private String user;

    @ArgGroup
    private PasswordOptions password;

    @Option(names = "--password2-file", paramLabel = "FILE",
        description = "File with the password of the second authentication factor (key: source.password2).")
    private Path password2;

    @Option(names = "--password3-file", paramLabel = "FILE",
        description = "File with the password of the third (key: source.password3).")
    private Path password3;

    @Option(names = "--allow-clear-password",
        description = "Send the password as it is to a server that hands it on (PAM, LDAP); even then only inside "
            + "verified TLS or over a Unix socket (key: source.allowClearPassword).")
    private Boolean allowsClearPassword;

    @Option(names = "--server-id", paramLabel = "N",
        description = "Replica id, unique in the cluster (key: source.serverId, default: a random one).")
    private String serverId;

    @Option(names = "--tls-mode", paramLabel = "MODE",
        description = "DISABLED, PREFERRED, REQUIRED, VERIFY_CA or VERIFY_IDENTITY (key: source.tls.mode, "
            + "default: PREFERRED).")
    private String tlsMode;

    @Option(names = "--tls-ca", paramLabel = "PEM",
        description = "Certificates to trust (key: source.tls.ca, default: those of the JDK).")
    private String tlsCa;

    @Option(names = "--tls-cert", paramLabel = "PEM", description = "Client certificate (key: source.tls.cert).")
    private String tlsCert;

    @Option(names = "--tls-key", paramLabel = "PEM",
        description = "Its private key: PKCS#8, PKCS#1 or SEC 1, encrypted or not (key: source.tls.key).")
    private String tlsKey;

    @Option(names = "--tls-key-password-file", paramLabel = "FILE",
        description = "File with the password of an encrypted key (key: source.tls.keyPassword).")
    private Path tlsKeyPassword;

    @Option(names = "--tls-provider", paramLabel = "NAME",
        description = "auto, jdk or openssl (key: source.tls.provider, default: auto, OpenSSL where it is there).")
    private String tlsProvider;

    @Option(names = "--compression", paramLabel = "ALGORITHM",
        description = "none, zlib or zstd (key: source.compression, default: none).")
    private String compression;

    /** Two ways to hand over a password. */
    static final class PasswordOptions {

        @Option(names = "--password-env", paramLabel = "NAME",
            description = "Environment variable with the password (default: PASSKIT_CDC_PASSWORD; else a prompt on a "
                + "terminal).")
        private String variable;

        @Option(names = "--password-file", paramLabel = "FILE", description = "File with the password.")
        private Path file;
    }

    public void addTo(FlagValues flags) {
        flags.put(ConfigKeys.SOURCE_HOSTS, "--host", hosts);
        flags.put(ConfigKeys.SOURCE_PORT, "--port", port);
        flags.put(ConfigKeys.SOURCE_SOCKET, "--socket", socket);
        flags.put(ConfigKeys.SOURCE_USER, "--user", user);
        flags.put(ConfigKeys.SOURCE_SERVER_ID, "--server-id", serverId);
        flags.put(ConfigKeys.SOURCE_TLS_MODE, "--tls-mode", tlsMode);
        flags.put(ConfigKeys.SOURCE_TLS_CA, "--tls-ca", tlsCa);
        flags.put(ConfigKeys.SOURCE_TLS_CERT, "--tls-cert", tlsCert);
        flags.put(ConfigKeys.SOURCE_TLS_KEY, "--tls-key", tlsKey);
        flags.put(ConfigKeys.SOURCE_TLS_PROVIDER, "--tls-provider", tlsProvider);
        flags.put(ConfigKeys.SOURCE_ALLOW_CLEAR_PASSWORD, "--allow-clear-password", allowsClearPassword);
        putFile(flags, ConfigKeys.SOURCE_TLS_KEY_PASSWORD, "--tls-key-password-file", tlsKeyPassword);
        putFile(flags, ConfigKeys.SOURCE_PASSWORD2, "--password2-file", password2);
        putFile(flags, ConfigKeys.SOURCE_PASSWORD3, "--password3-file", password3);
        flags.put(ConfigKeys.SOURCE_COMPRESSION, "--compression", compression);
        if (password != null && password.variable != null) {
            flags.putPlaceholder(ConfigKeys.SOURCE_PASSWORD, "--password-env", "${env:" + password.variable + '}');
        }
        if (password != null) {
            putFile(flags, ConfigKeys.SOURCE_PASSWORD, "--password-file", password.file);
        }
    }

    private static void putFile(FlagValues flags, ConfigKey<String> key, String option, Path file) {
        if (file != null) {
            flags.putPlaceholder(key, option, "${file:" + file + '}');
        }
    }
}
