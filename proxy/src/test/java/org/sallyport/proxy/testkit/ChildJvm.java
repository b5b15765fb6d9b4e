package org.sallyport.proxy.testkit;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A JVM of its own on the class path of the tests. Closing it asks it to end, and after a while makes it. */
public final class ChildJvm implements AutoCloseable {

    private static final long PATIENCE_SECONDS = 60;

    private final Process process;
    private final Path output;

    private ChildJvm(Process process, Path output) {
        this.process = process;
        this.output = output;
    }

    /**
     * Starts.
     *
     * @param prefix words in front of the command, such as {@code ip netns exec name}
     * @param output where its output goes
     */
    public static ChildJvm start(List<String> prefix, Class<?> main, List<String> arguments, Path output)
            throws IOException {
        List<String> command = new ArrayList<>(prefix);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Xmx512m", "--enable-native-access=ALL-UNNAMED"));
        command.add("-Dsallyport.home=" + System.getProperty("sallyport.home", ""));
        command.add("-cp");
        command.add(System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
        command.add(main.getName());
        command.addAll(arguments);
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        return new ChildJvm(process, output);
    }

    /** All it has written so far. */
    public String output() throws IOException {
        return Files.readString(output);
    }

    /** Waits until it has written these words. */
    public void awaitOutput(String words) throws Exception {
        Await.until("'" + words + "' in the output of a child", Duration.ofMinutes(3), () -> {
            if (output().contains(words)) {
                return true;
            }
            if (!process.isAlive()) {
                throw new AssertionError("the child ended with " + process.exitValue() + ":\n" + output());
            }
            return false;
        });
    }

    /** Writes a line to its standard input. */
    public void tell(String line) throws IOException {
        process.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
        process.getOutputStream().flush();
    }

    /** Waits until it has ended by itself; gives its exit code. */
    public int awaitEnd() throws InterruptedException {
        if (!process.waitFor(PATIENCE_SECONDS * 2, TimeUnit.SECONDS)) {
            throw new AssertionError("the child does not end");
        }
        return process.exitValue();
    }

    /** SIGKILL: it gets no chance to do anything more. */
    public void kill() throws InterruptedException {
        process.destroyForcibly();
        process.waitFor();
    }

    /** SIGTERM, and SIGKILL if that doesn't help. */
    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
