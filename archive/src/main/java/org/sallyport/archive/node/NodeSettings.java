package org.sallyport.archive.node;

import java.nio.file.Path;
import java.util.regex.Pattern;

/**
 * How to run the local node.
 *
 * @param distribution an unpacked Elasticsearch, the directory that has {@code bin/elasticsearch} in it
 * @param directory what the node keeps, writes and logs goes below it; made when missing. No two gateways share one.
 * @param javaHome the Java to run it with, 21 or newer; Elasticsearch from Maven Central brings none
 * @param port where it answers on 127.0.0.1, 1 to 65535; 0: a free one is picked at the start and kept over restarts
 * @param heapMegabytes its heap, 256 to 31744; the process takes about 350 MB more
 * @param clusterName letters, digits, {@code -} and {@code _}, 1 to 64; by it the node is told from a stranger's on the same port
 * @param uid the user and group number it runs under when the gateway is root, since Elasticsearch refuses to be root; 1 to 65533
 */
public record NodeSettings(
        Path distribution, Path directory, Path javaHome, int port, int heapMegabytes, String clusterName, int uid) {

    /** What {@link #heapMegabytes} is unless configured. */
    public static final int DEFAULT_HEAP_MEGABYTES = 512;

    /** What {@link #uid} is unless configured: a number that neither Debian nor Red Hat give to anybody. */
    public static final int DEFAULT_UID = 64_321;

    private static final Pattern CLUSTER_NAME = Pattern.compile("[A-Za-z0-9_-]{1,64}");

    /** @throws IllegalArgumentException when a bound is broken; the message can be shown */
    public NodeSettings {
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("the node's port must be 0 to 65535, is " + port);
        }
        if (heapMegabytes < 256 || heapMegabytes > 31_744) {
            throw new IllegalArgumentException("the node's heap must be 256 to 31744 MB, is " + heapMegabytes);
        }
        if (!CLUSTER_NAME.matcher(clusterName).matches()) {
            throw new IllegalArgumentException("not a cluster name: " + clusterName);
        }
        if (uid < 1 || uid > 65_533) {
            throw new IllegalArgumentException("the node's user number must be 1 to 65533, is " + uid);
        }
        distribution = distribution.toAbsolutePath().normalize();
        directory = directory.toAbsolutePath().normalize();
        javaHome = javaHome.toAbsolutePath().normalize();
    }

    /** Everything as it is by default: the Java we run on, a free port, 512 MB of heap. */
    public static NodeSettings of(Path distribution, Path directory) {
        return new NodeSettings(
                distribution,
                directory,
                Path.of(System.getProperty("java.home")),
                0,
                DEFAULT_HEAP_MEGABYTES,
                "sallyport",
                DEFAULT_UID);
    }
}
