package com.passkit.cdc.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.passkit.cdc.cli.options.FlagValues;
import com.passkit.cdc.runtime.CdcConfig;
import com.passkit.cdc.snapshot.catalog.Preflight.Finding;
import com.passkit.cdc.snapshot.catalog.Preflight.Level;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Verifies everything that {@code run} needs, and says what mends what is missing. */
@Command(name = "check", mixinStandardHelpOptions = true, versionProvider = PassKitCdc.Version.class,
    description = {"Verify the server, the user, the state directory and the endpoint.",
        "One line each: ok, warning or failure, with what mends it. Exit 0 when run would work."})
final class CheckCommand implements Callable<Integer> {

    private static final ObjectMapper JSON = new ObjectMapper();

    @Mixin
    private DeliveryOptions delivery;

    @Option(names = "--json", description = "As JSON.")
    private boolean isJson;

    private final CliContext context;

    CheckCommand(CliContext context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        CdcConfig cdc = delivery.read(context, new FlagValues()).cdc();
        List<Finding> findings = new ArrayList<>();
        StateCheck stateCheck = new StateCheck(cdc);
        findings.addAll(stateCheck.findings());
        findings.addAll(new SourceCheck(cdc, stateCheck.position()).findings());
        findings.addAll(new EndpointCheck(cdc).findings());
        return report(findings);
    }

    private int report(List<Finding> findings) {
        long failures = findings.stream().filter(finding -> finding.level() == Level.FAILURE).count();
        long warnings = findings.stream().filter(finding -> finding.level() == Level.WARNING).count();
        if (isJson) {
            context.out().println(json(findings, failures == 0));
        } else {
            findings.forEach(finding -> context.out().println(line(finding)));
        }
        ExitCode code = failures == 0 ? ExitCode.DONE : ExitCode.CHECK_FAILED;
        String first = findings.stream().filter(finding -> finding.level() == Level.FAILURE).findFirst()
            .map(finding -> "; the first: " + finding.subject() + ": " + finding.message()
                + (finding.remedy().isEmpty() ? "" : "; " + finding.remedy())).orElse("; run would work");
        context.err().println(code.line("failures: " + failures + ", warnings: " + warnings + first));
        return code.number();
    }

    static String line(Finding finding) {
        String text = String.format(Locale.ROOT, "%-8s %s: %s", finding.level().name().toLowerCase(Locale.ROOT),
            finding.subject(), finding.message());
        return (finding.remedy().isEmpty() ? text : text + " -> " + finding.remedy()).replaceAll("\\s*\\R\\s*", "; ");
    }

    private static String json(List<Finding> findings, boolean isReady) {
        ObjectNode root = JSON.createObjectNode().put("ready", isReady);
        ArrayNode checks = root.putArray("checks");
        for (Finding finding : findings) {
            checks.addObject().put("level", finding.level().name().toLowerCase(Locale.ROOT)).put("id", finding.id())
                .put("subject", finding.subject()).put("message", finding.message()).put("remedy", finding.remedy());
        }
        return root.toString();
    }
}
