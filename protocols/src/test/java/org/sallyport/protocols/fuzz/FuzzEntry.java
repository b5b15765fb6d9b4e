package org.sallyport.protocols.fuzz;

import io.netty.buffer.UnpooledByteBufAllocator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** What Jazzer calls, in a JVM of its own: one target, named by system properties. */
public final class FuzzEntry {

    /** The class of the targets, and the name of the one to be fuzzed. */
    static final String TARGETS = "sallyport.fuzz.targets";

    static final String TARGET = "sallyport.fuzz.target";

    private static @Nullable FuzzTarget target;

    private FuzzEntry() {}

    /** Called once before all. */
    public static void fuzzerInitialize() throws ReflectiveOperationException {
        target = targets(System.getProperty(TARGETS)).named(System.getProperty(TARGET));
    }

    /** Called for each input. */
    public static void fuzzerTestOneInput(byte[] input) throws Exception {
        FuzzTarget fuzzed = target;
        if (fuzzed == null) {
            throw new IllegalStateException("not initialised");
        }
        long before = used();
        fuzzed.run(input);
        long after = used();
        if (fuzzed.releasesAll() && after != before) {
            throw new AssertionError((after - before) + " bytes of buffers were not released");
        }
    }

    /** Bytes of buffers that are in use. Exact only because nothing else runs in this JVM. */
    static long used() {
        var metric = UnpooledByteBufAllocator.DEFAULT.metric();
        return metric.usedHeapMemory() + metric.usedDirectMemory();
    }

    /** Tries one file again, as a debugger likes it: {@code FuzzEntry <class of targets> <target> <file>}. */
    public static void main(String[] arguments) throws Exception {
        target = targets(arguments[0]).named(arguments[1]);
        fuzzerTestOneInput(bytes(arguments[2]));
    }

    private static byte[] bytes(String file) throws IOException {
        return Files.readAllBytes(Path.of(file));
    }

    private static FuzzTargets targets(String name) throws ReflectiveOperationException {
        return Class.forName(name)
                .asSubclass(FuzzTargets.class)
                .getConstructor()
                .newInstance();
    }
}
