package com.passkit.cdc.protocol.examples;

import java.nio.file.Path;
import java.time.Duration;

import com.passkit.cdc.protocol.client.MySqlClient;
import com.passkit.cdc.protocol.client.MySqlClientConfig;
import com.passkit.cdc.protocol.client.MySqlConnection;
import com.passkit.cdc.protocol.client.TlsConfig;
import com.passkit.cdc.protocol.client.TlsMode;
import com.passkit.cdc.protocol.error.MySqlException;

/**
 * Connects with verified TLS and with time-outs. Which authentication plugin is used, the server's account says; what
 * would send a password readably is refused unless the configuration allows it. Arguments: host, port, user, file with
 * the certificate of the authority; the password comes from the environment.
 */
public final class SecureLogin {

    private SecureLogin() {
    }

    public static void main(String[] args) {
        MySqlClientConfig config = MySqlClientConfig.builder().host(args[0]).port(Integer.parseInt(args[1]))
            .user(args[2]).password(System.getenv("MYSQL_PASSWORD"))
            .tls(TlsConfig.builder().mode(TlsMode.VERIFY_CA).ca(Path.of(args[3])).build()) // VERIFY_IDENTITY: the name too
            .connectTimeout(Duration.ofSeconds(5))
            .readTimeout(Duration.ofSeconds(30))
            .build();
        try (MySqlClient client = new MySqlClient()) {
            client.connect(config).handle((connection, failure) -> {
                if (failure instanceof MySqlException refused) {
                    System.out.println("refused: " + refused.getMessage() + " (" + refused.recovery() + ')');
                } else {
                    print(connection);
                }
                return null;
            }).join();
        }
    }

    private static void print(MySqlConnection connection) {
        System.out.println((connection.server().isMariaDb() ? "MariaDB " : "MySQL ") + connection.server().versionText()
            + (connection.server().isTls() ? " with TLS" : " without TLS"));
    }
}
