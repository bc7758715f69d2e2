package com.passkit.cdc.cli;

import java.util.List;

import com.passkit.cdc.runtime.CdcConfig;
import com.passkit.cdc.runtime.ProductVersion;
import com.passkit.cdc.runtime.publish.EndpointProbe;
import com.passkit.cdc.snapshot.catalog.Preflight.Finding;
import com.passkit.cdc.snapshot.catalog.Preflight.Level;

/** Whether the endpoint answers and takes batches from this connector. Blocking: yes. */
final class EndpointCheck {

    private static final String ID = "publish.endpoint";

    private final CdcConfig config;

    EndpointCheck(CdcConfig config) {
        this.config = config;
    }

    List<Finding> findings() {
        String subject = "endpoint " + config.publish().endpoint();
        try {
            EndpointProbe.Result result = EndpointProbe.probe(
                config.publish(), config.batch().format(), config.name(), ProductVersion.current()).join();
            return List.of(new Finding(result.isAccepted() ? Level.OK : Level.FAILURE, ID, subject, result.detail(),
                result.remedy()));
        } catch (RuntimeException e) {
            return List.of(new Finding(Level.FAILURE, ID, subject, String.valueOf(Failure.unwrap(e).getMessage()), ""));
        }
    }
}
