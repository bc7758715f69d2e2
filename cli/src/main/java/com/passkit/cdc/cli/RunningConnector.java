package com.passkit.cdc.cli;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.function.Supplier;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.passkit.cdc.cli.config.AdminConfig;
import com.passkit.cdc.cli.config.ConfigException;

/** The admin endpoint of a connector that runs elsewhere. Blocking: yes. */
final class RunningConnector {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient client = HttpClient.newBuilder().connectTimeout(LIMIT).build();
    private final URI address;
    private final Supplier<String> token;

    /** @param token that it demands; null for none */
    RunningConnector(URI address, Supplier<String> token) {
        this.address = address;
        this.token = token;
    }

    /** @return that of the configuration; its port must be known */
    static RunningConnector of(AdminConfig target) {
        if (target.port() == 0) {
            throw ConfigException.of("admin.port: 0 (expected: the port that the connector printed at its start; "
                + "--admin-port, or --admin with its address)");
        }
        String host = target.bind().equals("0.0.0.0") ? "127.0.0.1" : target.bind();
        return new RunningConnector(URI.create("http://" + (host.contains(":") ? '[' + host + ']' : host) + ':'
            + target.port()), target.token());
    }

    /** @return a request that carries the token, where there is one */
    static HttpRequest.Builder request(URI uri, Supplier<String> token) {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri);
        return token == null ? request : request.header("Authorization", "Bearer " + token.get());
    }

    /** @return the answer; a refusal is a {@link ConfigException} with the connector's own words */
    JsonNode post(String path, JsonNode body) throws InterruptedException {
        URI uri = address.resolve(path);
        HttpRequest request = request(uri, token).timeout(LIMIT).header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body.toString())).build();
        try {
            HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
            JsonNode json = JSON.readTree(answer.body());
            if (answer.statusCode() / 100 == 2) {
                return json;
            }
            throw ConfigException.of(json.path("error").asText("admin.port: " + uri + " answered "
                + answer.statusCode() + " (expected: the admin port of a running connector)"));
        } catch (IOException e) {
            throw ConfigException.of("admin.port: no connector answers at " + uri
                + " (expected: a running connector; see admin.port, --admin-port, --admin)");
        }
    }
}
