package com.passkit.cdc.cli;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

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

    RunningConnector(URI address) {
        this.address = address;
    }

    /** @return that of the configuration; its port must be known */
    static RunningConnector of(AdminConfig target) {
        if (target.port() == 0) {
            throw ConfigException.of("admin.port: 0 (expected: the port that the connector printed at its start; "
                + "--admin-port, or --admin with its address)");
        }
        String host = target.bind().equals("0.0.0.0") ? "127.0.0.1" : target.bind();
        return new RunningConnector(URI.create("http://" + (host.contains(":") ? '[' + host + ']' : host) + ':'
            + target.port()));
    }

    /** @return the answer; a refusal is a {@link ConfigException} with the connector's own words */
    JsonNode post(String path, JsonNode body) throws InterruptedException {
        URI uri = address.resolve(path);
        HttpRequest request = HttpRequest.newBuilder(uri).timeout(LIMIT).header("Content-Type", "application/json")
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
