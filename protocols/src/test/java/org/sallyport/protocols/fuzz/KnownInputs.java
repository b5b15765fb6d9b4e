package org.sallyport.protocols.fuzz;

import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.sallyport.protocols.trial.LeakListener;

/**
 * Tries in every build what is known for each target of a module: its seeds, and what fuzzing has found before, from {@code
 * src/test/resources/fuzz/<target>}. Needs no fuzzer.
 */
public abstract class KnownInputs {

    /** Of a module, below its folder: what fuzzing has found. */
    static final Path FINDS = Path.of("src", "test", "resources", "fuzz");

    private static final int TRIES = 4;

    private final FuzzTargets targets;

    protected KnownInputs(FuzzTargets targets) {
        this.targets = targets;
    }

    @TestFactory
    Stream<DynamicTest> everyTargetStands() {
        return targets.all().stream().map(target -> dynamicTest(target.name(), () -> stand(target)));
    }

    @TestFactory
    Stream<DynamicTest> everyFindHasATarget() throws IOException {
        List<String> names = targets.all().stream().map(FuzzTarget::name).toList();
        return files(FINDS).stream()
                .map(folder -> dynamicTest(String.valueOf(folder.getFileName()), () -> {
                    if (!names.contains(String.valueOf(folder.getFileName()))) {
                        throw new AssertionError(folder + " belongs to no target of " + names);
                    }
                }));
    }

    private static void stand(FuzzTarget target) throws Exception {
        LeakListener.reset();
        List<byte[]> seeds = target.seeds();
        for (int i = 0; i < seeds.size(); i++) {
            run(target, "seed " + i, seeds.get(i));
        }
        for (Path find : files(FINDS.resolve(target.name()))) {
            run(target, find.toString(), Files.readAllBytes(find));
        }
        LeakListener.assertNoLeaks();
    }

    private static void run(FuzzTarget target, String name, byte[] input) {
        try {
            if (target.releasesAll()) {
                assertReleases(target, input);
            } else {
                target.run(input);
            }
        } catch (Exception | AssertionError e) {
            throw new AssertionError(target.name() + ", " + name + ": " + e, e);
        }
    }

    /** Others may use buffers meanwhile, so only what is kept every time counts. */
    private static void assertReleases(FuzzTarget target, byte[] input) throws Exception {
        long kept = 1;
        for (int i = 0; i < TRIES && kept != 0; i++) {
            long before = FuzzEntry.used();
            target.run(input);
            kept = FuzzEntry.used() - before;
        }
        if (kept != 0) {
            throw new AssertionError(kept + " bytes of buffers were not released");
        }
    }

    private static List<Path> files(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return new ArrayList<>(files.sorted().toList());
        }
    }
}
