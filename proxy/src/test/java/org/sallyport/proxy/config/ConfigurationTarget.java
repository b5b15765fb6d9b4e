package org.sallyport.proxy.config;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.sallyport.policy.document.DocumentException;
import org.sallyport.protocols.fuzz.Documents;
import org.sallyport.protocols.fuzz.FuzzTarget;

/** Configurations: a {@link DocumentException} that says what is wrong, or one that can be used; nothing else is thrown. */
public final class ConfigurationTarget implements FuzzTarget {

    @Override
    public String name() {
        return "configuration";
    }

    @Override
    public List<byte[]> seeds() throws IOException {
        return Documents.yaml();
    }

    @Override
    public void run(byte[] input) {
        try {
            ConfigurationReader.parse(
                    "fuzz.yaml", new String(input, StandardCharsets.UTF_8), Path.of("/srv/sallyport"));
        } catch (DocumentException e) {
            if (e.problems().isEmpty()) {
                throw new AssertionError("refused, and nobody says why", e);
            }
        }
    }
}
