package com.passkit.cdc.it.harness;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/** What a running connector tells at its admin port. Threading: any thread. */
public final class AdminPage {

    private static final ObjectMapper JSON = new ObjectMapper();

    private AdminPage() {
    }

    /** @return the answer of {@code /status} */
    public static JsonNode status(int port) throws IOException, InterruptedException {
        return JSON.readTree(text(port, "/status"));
    }

    /** @return the only sample of a metric */
    public static double metric(int port, String name) throws IOException, InterruptedException {
        String page = text(port, "/metrics");
        Matcher sample = Pattern.compile("(?m)^" + name + "(?:\\{\\S*)? ([0-9.E+-]+)$").matcher(page);
        if (!sample.find()) {
            throw new AssertionError(name + ": no number in " + page);
        }
        return Double.parseDouble(sample.group(1));
    }

    /** @return what stands at a path, whatever the status of the answer */
    public static String text(int port, String path) throws IOException, InterruptedException {
        // A client for each: no connection is kept to a connector that may be gone.
        return HttpClient.newHttpClient().send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build(),
            HttpResponse.BodyHandlers.ofString()).body();
    }
}
