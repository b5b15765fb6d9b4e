package org.sallyport.proxy.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.sallyport.policy.document.Document;
import org.sallyport.policy.document.DocumentException;
import org.sallyport.protocols.Address;
import org.sallyport.protocols.Limits;
import org.sallyport.protocols.ServiceId;
import org.sallyport.protocols.service.ServiceEntry;
import org.sallyport.proxy.entry.ConnectionLimits;
import org.sallyport.proxy.entry.http.HttpSettings;
import org.sallyport.proxy.held.HeldSettings;
import org.sallyport.proxy.relay.RelaySettings;
import org.sallyport.proxy.scan.ScanSettings;
import org.sallyport.ui.ConsoleSettings;
import org.sallyport.ui.Role;

/**
 * Reads the configuration. What is unknown, of the wrong type, out of bounds or impossible together is an error; all errors
 * are reported at once, each with its line.
 */
public final class ConfigurationReader {

    private static final long MAX_BYTES = 1 << 20;
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration DAY = Duration.ofDays(1);

    private final List<Key> keys = new ArrayList<>();
    private final Path base;

    private ConfigurationReader(Path base) {
        this.base = base;
    }

    /**
     * Reads a file; paths in it are relative to it.
     *
     * @throws DocumentException with every error
     */
    public static Configuration load(Path file) throws DocumentException {
        Path parent = file.toAbsolutePath().getParent();
        return new ConfigurationReader(parent == null ? Path.of("/") : parent).read(Document.load(file, MAX_BYTES));
    }

    /**
     * Reads a text; paths in it are relative to {@code base}.
     *
     * @throws DocumentException with every error
     */
    public static Configuration parse(String name, String text, Path base) throws DocumentException {
        return new ConfigurationReader(base.toAbsolutePath()).read(Document.parse(name, text, MAX_BYTES));
    }

    /**
     * How the log is to be written, before anything else is looked at: reading the rest wakes libraries that log, and then it is
     * too late. Text when the file does not say, or can't be read; {@link #load} then says why.
     */
    public static Configuration.LogFormat logFormat(Path file) {
        // Whatever is wrong with the document is kept for its finish, which nobody asks for here.
        return logFormat(new Section(Document.load(file, MAX_BYTES).root(), "", new ArrayList<>()).in("log"));
    }

    /** What holds without a file. */
    public static Configuration defaults(Path base) {
        try {
            return parse("defaults", "{}", base);
        } catch (DocumentException e) {
            throw new IllegalStateException("the defaults are not valid", e);
        }
    }

    /** Every key there is, in the order of the reference. */
    public static List<Key> keys() {
        ConfigurationReader reader = new ConfigurationReader(Path.of("/"));
        try {
            reader.read(Document.parse("defaults", "{}", MAX_BYTES));
        } catch (DocumentException e) {
            throw new IllegalStateException("the defaults are not valid", e);
        }
        return List.copyOf(reader.keys);
    }

    private Configuration read(Document document) throws DocumentException {
        Section root = new Section(document.root(), "", keys);
        Path data = path(root.text("data", "var", 1_000, "Where the gateway keeps what it must not lose."));
        EntriesReader entries = new EntriesReader(root);
        Configuration configuration = new Configuration(
                data,
                entries.entries(),
                entries.redirects(),
                entries.callBacks(),
                entries.clients(),
                new UpstreamsReader(root.in("upstreams"), this::path).read(),
                relay(root),
                new TlsReader(root.in("tls"), this::path).read(),
                http(root.in("http")),
                root.in("relay").number("threads", 0, 256, 0, "Event loops; 0 for one per core."),
                connections(root.in("limits")),
                services(root),
                DnsReader.read(root.in("dns")),
                policy(root.in("policy")),
                new DirectoryReader(root.in("directory"), this::path).read(),
                new PeopleReader(root.in("people")).read(),
                new ArchiveReader(root.in("archive"), this::path).read(),
                scan(root.in("scan")),
                new AlertsReader(root.in("alerts"), this::path).read(),
                quarantine(root.in("quarantine")),
                console(root.in("console")),
                root.in("health")
                        .addressOrOff(
                                "listen",
                                new Address("127.0.0.1", 9_188),
                                "Where `/healthz`, `/readyz`, `/metrics` and `/destinations` answer, without a password."),
                logFormat(root.in("log")));
        Section listening = root.in("entries");
        Listeners.conflicts(configuration).forEach(listening::fail);
        document.finish();
        return configuration;
    }

    private Path path(String text) {
        return base.resolve(text).normalize();
    }

    private static HeldSettings quarantine(Section section) {
        HeldSettings d = HeldSettings.DEFAULTS;
        return new HeldSettings(
                section.duration(
                        "keep",
                        Duration.ofMinutes(1),
                        Duration.ofDays(3_650),
                        d.keep(),
                        "How long a message waits for a reviewer, or for its recipient once it is released; and how long it is shown after that."),
                section.number(
                        "messages",
                        1,
                        1_000_000,
                        d.most(),
                        "How many may wait at a time; one more is refused, and whoever sent it is told."),
                section.size("size", 64 << 10, 1L << 40, d.bytes(), "How much those may take on the disk."),
                section.number(
                        "sender-share",
                        1,
                        100,
                        d.share(),
                        "How much of both may be one sender's, in percent, so that nobody fills it for all; what goes beyond is refused."));
    }

    private static @Nullable ScanSettings scan(Section section) {
        @Nullable String scanner = section.optionalText(
                "with",
                300,
                "A virus scanner for files that pass: `clamd://address:port` or `icap://address:port/service`. The address is numeric.");
        Duration timeout = section.duration(
                "timeout",
                Duration.ofMillis(100),
                Duration.ofMinutes(10),
                Duration.ofSeconds(30),
                "How long it may take to connect, to take more of a file, and to answer; then the file counts as not scanned.");
        if (scanner == null) {
            return null;
        }
        try {
            return ScanSettings.of(scanner, timeout);
        } catch (IllegalArgumentException e) {
            section.fail("with: " + e.getMessage());
            return null;
        }
    }

    private static ConnectionLimits connections(Section section) {
        ConnectionLimits d = ConnectionLimits.DEFAULT;
        return new ConnectionLimits(
                section.number(
                        "connections",
                        1,
                        1_000_000,
                        d.total(),
                        "Connections at a time; one more is refused. Each takes two open files."),
                section.number(
                        "connections-per-client",
                        0,
                        1_000_000,
                        d.perClient(),
                        "Connections at a time of one client address, handshakes included; 0 for any number. Many people behind one address (NAT, a proxy before this one) share it."),
                section.duration(
                        "drain",
                        Duration.ZERO,
                        Duration.ofMinutes(5),
                        d.drain(),
                        "How long connections may take to end after the goodbye when the gateway stops."));
    }

    private static RelaySettings relay(Section root) {
        Section section = root.in("relay");
        Map<String, RelaySettings.Unknown> unknown = new LinkedHashMap<>();
        unknown.put("pass", RelaySettings.Unknown.PASS);
        unknown.put("log", RelaySettings.Unknown.LOG);
        unknown.put("block", RelaySettings.Unknown.BLOCK);
        return new RelaySettings(
                limits(root.in("limits")),
                section.duration(
                        "identify-timeout",
                        Duration.ofMillis(100),
                        Duration.ofMinutes(1),
                        Duration.ofSeconds(5),
                        "How long the first bytes are held while no protocol is recognised."),
                (int) section.size(
                        "identify-bytes", 64, 64 << 10, 4 << 10, "How many first bytes of a side are held at most."),
                section.oneOf(
                        "unknown",
                        unknown,
                        "pass",
                        "What becomes of connections of no known protocol to no known messenger. On those to known messengers the rules decide."),
                section.oneOf("unknown-tls", unknown, "pass", "What becomes of TLS connections to no known messenger."),
                section.duration(
                        "idle-timeout",
                        Duration.ofSeconds(10),
                        Duration.ofDays(7),
                        Duration.ofHours(2),
                        "How long a connection stays on which nothing moves."),
                section.text("notice-name", "sallyport", 16, "The screen name that notices come from."));
    }

    private static HttpSettings http(Section section) {
        HttpSettings d = HttpSettings.DEFAULTS;
        return new HttpSettings(
                section.duration(
                        "header-timeout",
                        SECOND,
                        Duration.ofMinutes(10),
                        d.headerTimeout(),
                        "How long a client may take for the head of one request."),
                (int) section.size(
                        "held-body",
                        1 << 10,
                        64 << 20,
                        d.heldBytes(),
                        "The longest body that is held as a whole, where something in it must be read."));
    }

    private static Limits limits(Section section) {
        Limits limits = Limits.DEFAULT;
        return new Limits(
                (int) section.size(
                        "frame",
                        1 << 10,
                        16 << 20,
                        limits.frameBytes(),
                        "The longest frame that is held for decoding."),
                section.number(
                        "items-per-frame",
                        16,
                        100_000,
                        limits.itemsPerFrame(),
                        "List entries (TLVs, buddies) read of one frame; with more it is malformed."),
                section.number(
                        "tracked-items",
                        16,
                        100_000,
                        limits.trackedItems(),
                        "Entries of each kind a connection's state holds; the eldest goes first."),
                section.number(
                        "text",
                        128,
                        10_000_000,
                        limits.textChars(),
                        "Characters of one text that are decided on and archived."));
    }

    private static List<ServiceEntry> services(Section root) {
        return root.items(
                "services", List.of(), "[]", "Additions to the service catalogue, which win over it.", item -> {
                    item.requiredText("service", 32, "The service, such as `aim` or `icq`.");
                    item.requiredText(
                            "host",
                            255,
                            "A host name, `*.example.net`, an address, or a network such as `192.0.2.0/24`.");
                    Optional<ServiceId> service = item.checked("service", ServiceId::new);
                    String name = service.map(ServiceId::value).orElse("unknown");
                    return item.checked("host", host -> ServiceEntry.of(new ServiceId(name), host, "configured"));
                });
    }

    private Configuration.Policy policy(Section section) {
        String file = section.optionalText(
                "file",
                1_000,
                "The rulebase, reloaded when it changes. Without one it is `policy.yaml` in the data directory, written there when missing.");
        boolean second = section.flag(
                "second-pair-of-eyes",
                false,
                "Whether somebody else than its author must publish a draft made in the console, or by script.");
        return new Configuration.Policy(file == null ? null : path(file), second);
    }

    private static Configuration.LogFormat logFormat(Section section) {
        Map<String, Configuration.LogFormat> formats = new LinkedHashMap<>();
        formats.put("text", Configuration.LogFormat.TEXT);
        formats.put("json", Configuration.LogFormat.JSON);
        return section.oneOf(
                "format",
                formats,
                "text",
                "Lines for people, or JSON in the Elastic Common Schema. `SALLYPORT_LOG_FORMAT` in the environment wins.");
    }

    private static ConsoleSettings console(Section section) {
        ConsoleSettings d = ConsoleSettings.DEFAULTS;
        Address listen = section.address("listen", new Address(d.host(), d.port()), "Where the console answers.");
        Duration idle =
                section.duration("idle-timeout", SECOND, DAY, d.idleTimeout(), "How long a sign-in lives unused.");
        Duration absolute = section.duration(
                "absolute-timeout",
                SECOND,
                Duration.ofDays(7),
                d.absoluteTimeout(),
                "How long a sign-in lives at all.");
        Map<Role, Set<String>> groups = groups(section, d);
        boolean secure = section.flag(
                "secure-cookies",
                d.secureCookies(),
                "Whether browsers send cookies over TLS only; for consoles behind TLS.");
        if (absolute.compareTo(idle) < 0) {
            section.fail("absolute-timeout must not be shorter than idle-timeout");
            absolute = idle;
        }
        return new ConsoleSettings(listen.host(), listen.port(), idle, absolute, groups, secure, d.services());
    }

    private static Map<Role, Set<String>> groups(Section section, ConsoleSettings d) {
        Map<Role, Set<String>> groups = new EnumMap<>(Role.class);
        groups.put(
                Role.ADMINISTRATOR,
                groups(
                        section,
                        "administrators",
                        d.groups(Role.ADMINISTRATOR),
                        "The directory groups that change the policy and who is behind which name."));
        Set<String> reviewers = groups(
                section,
                "reviewers",
                d.groups(Role.REVIEWER),
                "The directory groups that read the archive and decide on held messages.");
        Set<String> readers = groups(
                section, "readers", Set.of(), "What `reviewers` was called before; still taken, but not beside it.");
        if (section.has("readers") && section.has("reviewers")) {
            section.fail("readers is the old name of reviewers; move its groups there");
        }
        groups.put(Role.REVIEWER, section.has("readers") ? readers : reviewers);
        groups.put(
                Role.AUDITOR,
                groups(
                        section,
                        "auditors",
                        d.groups(Role.AUDITOR),
                        "The directory groups that read the archive, the policy and who is behind which name, and change nothing."));
        groups.put(
                Role.FEEDER,
                groups(
                        section,
                        "logon-feeders",
                        d.groups(Role.FEEDER),
                        "The directory groups that may tell who is logged on where, for scripts; administrators may too."));
        return groups;
    }

    private static Set<String> groups(Section section, String key, Set<String> usual, String meaning) {
        return Set.copyOf(section.texts(key, usual.stream().sorted().toList(), "group names", meaning));
    }
}
