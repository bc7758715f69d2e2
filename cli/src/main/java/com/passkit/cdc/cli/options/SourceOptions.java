package com.passkit.cdc.cli.options;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

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

    @Option(names = "--user", paramLabel = "USER", description = "MySQL user (key: source.user).")
    private String user;

    @ArgGroup
    private PasswordOptions password;

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

    @Option(names = "--tls-key", paramLabel = "PEM", description = "Its private key (key: source.tls.key).")
    private String tlsKey;

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
        flags.put(ConfigKeys.SOURCE_USER, "--user", user);
        flags.put(ConfigKeys.SOURCE_SERVER_ID, "--server-id", serverId);
        flags.put(ConfigKeys.SOURCE_TLS_MODE, "--tls-mode", tlsMode);
        flags.put(ConfigKeys.SOURCE_TLS_CA, "--tls-ca", tlsCa);
        flags.put(ConfigKeys.SOURCE_TLS_CERT, "--tls-cert", tlsCert);
        flags.put(ConfigKeys.SOURCE_TLS_KEY, "--tls-key", tlsKey);
        flags.put(ConfigKeys.SOURCE_COMPRESSION, "--compression", compression);
        if (password != null && password.variable != null) {
            flags.putPlaceholder(ConfigKeys.SOURCE_PASSWORD, "--password-env", "${env:" + password.variable + '}');
        }
        if (password != null && password.file != null) {
            flags.putPlaceholder(ConfigKeys.SOURCE_PASSWORD, "--password-file", "${file:" + password.file + '}');
        }
    }
}
