package org.sallyport.proxy.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a process takes in memory.
 *
 * @param resident bytes in the machine's memory (VmRSS)
 * @param heap bytes of Java's heap in use; empty when it is no Java
 */
public record Memory(long resident, OptionalLong heap) {

    private static final long ANSWER_SECONDS = 30;
    private static final Pattern RESIDENT = Pattern.compile("(?m)^VmRSS:\\s+(\\d+) kB$");
    private static final Pattern FILES = Pattern.compile("(?m)^Max open files\\s+\\S+\\s+(\\d+)");
    private static final Pattern USED = Pattern.compile("used (\\d+)K");

    /**
     * Looks at it as it is.
     *
     * @throws IOException when the system doesn't tell, or the process is gone
     */
    static Memory of(ChildProcess process, boolean java) throws IOException, InterruptedException {
        OptionalLong heap = java ? used(jcmd(process, "GC.heap_info")) : OptionalLong.empty();
        return new Memory(resident(Files.readString(Path.of("/proc", String.valueOf(process.pid()), "status"))), heap);
    }

    /** Looks at a Java process after a full garbage collection. */
    static Memory afterCollection(ChildProcess process) throws IOException, InterruptedException {
        jcmd(process, "GC.run");
        return of(process, true);
    }

    /** Of {@code /proc/PID/status} (proc(5)). */
    static long resident(String status) throws IOException {
        Matcher found = RESIDENT.matcher(status);
        if (!found.find()) {
            throw new IOException("the system doesn't tell how much memory a process takes");
        }
        return Long.parseLong(found.group(1)) << 10;
    }

    /** Of {@code jcmd PID GC.heap_info}: the heap's line is the first that says what is used. */
    static OptionalLong used(String info) {
        Matcher found = USED.matcher(info);
        return found.find() ? OptionalLong.of(Long.parseLong(found.group(1)) << 10) : OptionalLong.empty();
    }

    /** How many files this process may have open at most, which is what its children may as well. */
    static OptionalLong openFiles() {
        try {
            Matcher found = FILES.matcher(Files.readString(Path.of("/proc/self/limits")));
            return found.find() ? OptionalLong.of(Long.parseLong(found.group(1))) : OptionalLong.empty();
        } catch (IOException | NumberFormatException e) {
            return OptionalLong.empty();
        }
    }

    private static String jcmd(ChildProcess process, String command) throws IOException, InterruptedException {
        Process asked = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                        String.valueOf(process.pid()),
                        command)
                .redirectErrorStream(true)
                .start();
        try {
            String answer = new String(asked.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!asked.waitFor(ANSWER_SECONDS, TimeUnit.SECONDS) || asked.exitValue() != 0) {
                throw new IOException("jcmd " + command + " failed: " + answer);
            }
            return answer;
        } finally {
            asked.destroyForcibly();
        }
    }
}
