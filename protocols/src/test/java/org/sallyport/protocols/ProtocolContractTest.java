package org.sallyport.protocols;

import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;
import org.sallyport.protocols.trial.PluginContract;
import org.sallyport.protocols.trial.Recording;

/**
 * Holds the same trial for every installed plugin, over its golden captures in {@code src/test/resources/contract/<protocol>}.
 *
 * <p>With {@code -Dsallyport.golden.write=true} the {@code .events} files are written instead of compared. What they say then
 * is what the plugin says: check it by hand against a dissector before it is kept.
 */
class ProtocolContractTest {

    private static final int MUTATIONS = 4_000;

    @TestFactory
    Stream<DynamicContainer> everyPluginKeepsTheContract() {
        Protocols installed = Protocols.installed();
        return installed.all().stream().map(plugin -> container(plugin, installed));
    }

    private static DynamicContainer container(ProtocolPlugin plugin, Protocols installed) {
        String id = plugin.id().value();
        List<DynamicNode> tests = new ArrayList<>();
        try {
            PluginContract contract = new PluginContract(plugin, installed, folder(id));
            List<Recording> recordings = contract.recordings();
            for (Recording recording : recordings) {
                String name = recording.name() + ": ";
                tests.add(dynamicTest(name + "golden events", () -> golden(contract, id, recording)));
                tests.add(
                        dynamicTest(name + "untouched however split", () -> contract.untouchedHoweverSplit(recording)));
                tests.add(dynamicTest(name + "many tiny segments", () -> contract.manyTinySegments(recording)));
                tests.add(dynamicTest(name + "truncations", () -> contract.truncations(recording)));
            }
            tests.add(dynamicTest("mutations", () -> contract.mutations(recordings, MUTATIONS)));
        } catch (IOException | URISyntaxException | AssertionError e) {
            tests.add(dynamicTest("has golden captures", () -> {
                throw new AssertionError(e.getMessage(), e);
            }));
        }
        return dynamicContainer(id, tests);
    }

    private static Path folder(String id) throws URISyntaxException {
        URL folder = ProtocolContractTest.class.getResource("/contract/" + id);
        return folder == null ? Path.of("contract", id) : Path.of(folder.toURI());
    }

    private static void golden(PluginContract contract, String id, Recording recording) throws IOException {
        if (Boolean.getBoolean("sallyport.golden.write")) {
            Path file = Path.of(System.getProperty("sallyport.root"), "protocols/src/test/resources/contract", id)
                    .resolve(recording.name() + ".events");
            Files.write(file, contract.actual(recording));
            System.out.println("Written: " + file);
        } else {
            contract.golden(recording);
        }
    }
}
