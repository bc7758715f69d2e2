package com.passkit.cdc.cli;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.passkit.cdc.cli.config.AdminConfig;
import com.passkit.cdc.cli.config.ConfigException;
import com.passkit.cdc.cli.options.AdminOptions;
import com.passkit.cdc.cli.options.ConfigOptions;
import com.passkit.cdc.cli.options.FlagValues;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Asks the admin port of a running connector. */
@Command(name = "status", mixinStandardHelpOptions = true, versionProvider = PassKitCdc.Version.class,
    description = "Ask a running connector: state, lag, positions, rates.")
final class StatusCommand implements Callable<Integer> {

    private static final Duration LIMIT = Duration.ofSeconds(5);
    private static final long WATCH_PERIOD_SECONDS = 2;
    private static final ObjectMapper JSON = new ObjectMapper();

    @Mixin
    private ConfigOptions config;

    @Mixin
    private AdminOptions admin;

    @Option(names = "--json", description = "As JSON, one line for each answer.")
    private boolean isJson;

    @Option(names = "--watch", description = "Ask again every 2 s until stopped.")
    private boolean isWatching;

    private final CliContext context;

    StatusCommand(CliContext context) {
        this.context = context;
    }

    @Override
    public Integer call() throws InterruptedException {
        FlagValues flags = new FlagValues();
        config.addTo(flags);
        admin.addTo(flags);
        AdminConfig target = new SettingsFactory(context).read(flags, config.file(), false).admin();
        CountDownLatch stopped = new CountDownLatch(1);
        context.onStop(stopped::countDown);
        HttpClient client = HttpClient.newBuilder().connectTimeout(LIMIT).build();
        do {
            String body = ask(client, target);
            context.out().println(isJson ? body : StatusText.lines(parse(body)));
        } while (isWatching && !stopped.await(WATCH_PERIOD_SECONDS, TimeUnit.SECONDS));
        return ExitCode.DONE.number();
    }

    private static String ask(HttpClient client, AdminConfig target) throws InterruptedException {
        String host = target.bind().equals("0.0.0.0") ? "127.0.0.1" : target.bind();
        URI uri = URI.create("http://" + (host.contains(":") ? '[' + host + ']' : host) + ':' + target.port()
            + "/status");
        if (target.port() == 0) {
            throw ConfigException.of("admin.port: 0 (expected: the port that the connector printed at its start; "
                + "--admin-port)");
        }
        try {
            HttpRequest request = RunningConnector.request(uri, target.token()).timeout(LIMIT).build();
            HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() == 200) {
                return answer.body().strip();
            }
            if (answer.statusCode() == HttpURLConnection.HTTP_UNAUTHORIZED) {
                throw ConfigException.of("admin.token: " + uri + " answered 401 (expected: the token of the running"
                    + " connector; admin.token, PASSKIT_CDC_ADMIN_TOKEN)");
            }
            throw ConfigException.of("admin.port: " + uri + " answered " + answer.statusCode()
                + " (expected: the admin port of a running connector)");
        } catch (IOException e) {
            throw ConfigException.of("admin.port: nothing answers at " + uri
                + " (expected: a running connector; see admin.port, --admin-port)");
        }
    }

    private static JsonNode parse(String body) {
        try {
            return JSON.readTree(body);
        } catch (IOException e) {
            throw ConfigException.of("admin.port: an answer that is not JSON (expected: the admin port of a running "
                + "connector)");
        }
    }
}
