package org.sallyport.proxy.scan;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.sallyport.proxy.testkit.Await;

/** A real clamd, and a real c-icap before it, on loopback, that know one thing for a virus. */
final class Scanners implements AutoCloseable {

    /** What they find in files. */
    static final String VIRUS = "SALLYPORT-TEST-VIRUS";

    /** What they call it. */
    static final String NAME = "Sallyport.Test.UNOFFICIAL";

    /** A file larger than this they have not scanned. */
    static final int LARGEST = 1 << 20;

    private static final Path CLAMD = Path.of("/usr/sbin/clamd");
    private static final Path C_ICAP = Path.of("/usr/bin/c-icap");
    private static final Path MODULES = Path.of("/usr/lib/x86_64-linux-gnu/c_icap");

    final int clamdPort = freePort();
    final int icapPort = freePort();
    private final Path folder;
    private final List<Process> processes = new ArrayList<>();

    /** Writes the configuration into a folder of the test's and starts both. */
    Scanners(Path folder) throws Exception {
        this.folder = folder;
        Path signatures = Files.createDirectory(folder.resolve("signatures"));
        String pattern = HexFormat.of().formatHex(VIRUS.getBytes(StandardCharsets.US_ASCII));
        Files.writeString(signatures.resolve("test.ndb"), "Sallyport.Test:0:*:" + pattern + "\n");
        Path clamd = Files.writeString(folder.resolve("clamd.conf"), """
                DatabaseDirectory %s
                TCPSocket %d
                TCPAddr 127.0.0.1
                Foreground yes
                StreamMaxLength %d
                """.formatted(signatures, clamdPort, LARGEST));
        start("clamd", clamdPort, CLAMD.toString(), "-c", clamd.toString());
        Path icap =
                Files.writeString(folder.resolve("c-icap.conf"), """
                PidFile %1$s/c-icap.pid
                CommandsSocket %1$s/c-icap.ctl
                StartServers 1
                MaxServers 1
                MinSpareThreads 1
                MaxSpareThreads 4
                ThreadsPerChild 4
                Port 127.0.0.1:%2$d
                TmpDir %1$s
                ModulesDir %3$s
                ServicesDir %3$s
                TemplateDir /usr/share/c_icap/templates/
                LoadMagicFile /etc/c-icap/c-icap.magic
                ServerLog %1$s/c-icap-server.log
                AccessLog %1$s/c-icap-access.log
                Service antivirus_module virus_scan.so
                ServiceAlias avscan virus_scan?allow204=on&sizelimit=off&mode=simple
                virus_scan.ScanFileTypes TEXT DATA EXECUTABLE ARCHIVE GIF JPEG MSOFFICE
                virus_scan.MaxObjectSize 5M
                Module common clamd_mod.so
                clamd_mod.ClamdHost 127.0.0.1
                clamd_mod.ClamdPort %4$d
                """.formatted(folder, icapPort, MODULES, clamdPort));
        start("c-icap", icapPort, C_ICAP.toString(), "-N", "-D", "-f", icap.toString());
    }

    static boolean installed() {
        return Files.isExecutable(CLAMD)
                && Files.isExecutable(C_ICAP)
                && Files.isReadable(MODULES.resolve("virus_scan.so"));
    }

    private void start(String name, int port, String... command) throws Exception {
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve(name + ".log").toFile())
                .start();
        processes.add(process);
        Await.until(name + " listens", () -> {
            if (!process.isAlive()) {
                throw new AssertionError(name + " ended: " + Files.readString(folder.resolve(name + ".log")));
            }
            return listens(port);
        });
    }

    private static boolean listens(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1_000);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @Override
    public void close() {
        for (Process process : processes) {
            // What c-icap forks would outlive it.
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly().onExit().join();
        }
    }
}
