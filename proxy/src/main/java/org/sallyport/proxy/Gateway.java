package org.sallyport.proxy;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.sallyport.archive.journal.JournalSettings;
import org.sallyport.archive.journal.SegmentJournal;
import org.sallyport.policy.held.HeldMessages;
import org.sallyport.policy.identity.People;
import org.sallyport.policy.identity.ldap.LdapAuthenticator;
import org.sallyport.policy.identity.ldap.LdapPeople;
import org.sallyport.policy.notice.NoticeFile;
import org.sallyport.policy.notice.RecentNotices;
import org.sallyport.policy.presence.WhoIsOn;
import org.sallyport.policy.rule.PolicyFile;
import org.sallyport.protocols.Address;
import org.sallyport.protocols.Protocols;
import org.sallyport.protocols.ServiceId;
import org.sallyport.protocols.service.ServiceCatalogue;
import org.sallyport.proxy.alert.AlertSettings;
import org.sallyport.proxy.alert.AlertSink;
import org.sallyport.proxy.alert.Alerts;
import org.sallyport.proxy.config.Configuration;
import org.sallyport.proxy.entry.ProxyUsers;
import org.sallyport.proxy.health.Health;
import org.sallyport.proxy.health.HealthPages;
import org.sallyport.proxy.health.HealthServer;
import org.sallyport.proxy.held.Held;
import org.sallyport.proxy.relay.Attendance;
import org.sallyport.proxy.relay.Guard;
import org.sallyport.proxy.relay.SignedOn;
import org.sallyport.ui.Console;
import org.sallyport.ui.ConsoleServices;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The whole gateway, put together from a configuration.
 *
 * <p><b>Lifecycle:</b> {@link #start} brings up, in this order, the health listener, the journal, the alerts, the directory, the policy, the
 * archive, the quarantine, the console and last the entries, so that no client is let in before everything that must know of it is there. The archive may still be
 * starting then: the journal holds what it has not got yet. {@link #close} takes down in the reverse order.
 *
 * <p><b>Threading:</b> one thread starts and closes it.
 */
public final class Gateway implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Gateway.class);

    private static final Duration NOTICES_WRITTEN_EVERY = Duration.ofSeconds(30);

    /** Is told what is being started. */
    public interface Progress {

        /** One stage, and how it goes. */
        void at(String stage, String detail);
    }

    /** Takes a part down. */
    interface Stop {
        void stop() throws Exception;
    }

    private final Deque<Stop> stops = new ArrayDeque<>();
    private final Health health = new Health();
    private @Nullable Meters meters;
    private @Nullable HealthServer healthServer;
    private @Nullable EntryParts entries;
    private @Nullable Archives archives;
    private @Nullable SegmentJournal journal;
    private @Nullable Alerts alerts;
    private @Nullable PeopleParts people;
    private @Nullable Held held;
    private @Nullable Attendance attendance;
    private @Nullable String samplePassword;
    private int consolePort;

    private Gateway() {}

    /**
     * Starts everything.
     *
     * @throws GatewayException when something can't be started; nothing is left running
     */
    public static Gateway start(Configuration configuration, Progress progress) throws GatewayException {
        Gateway gateway = new Gateway();
        try {
            gateway.bringUp(configuration, progress);
            return gateway;
        } catch (GatewayException | RuntimeException e) {
            gateway.close();
            throw e;
        } catch (IOException e) {
            gateway.close();
            throw new GatewayException(String.valueOf(e.getMessage()), e);
        }
    }

    private void bringUp(Configuration configuration, Progress progress) throws GatewayException, IOException {
        Clock clock = Clock.systemUTC();
        Protocols protocols = Protocols.installed();
        ServiceCatalogue catalogue = ServiceCatalogue.live().with(configuration.services());
        Meters counting = new Meters(services(protocols, catalogue));
        meters = counting;
        MachineMeters.process(counting);
        openHealth(configuration, counting);
        progress.at("journal", "");
        // After the journal, whose last records may still raise some.
        stops.push(this::closeAlerts);
        SegmentJournal opened = openJournal(configuration, clock);
        AlertSink raised = openAlerts(configuration.alerts(), configuration.data(), opened, counting, clock);
        health.needsToLive(GatewayChecks.journal(opened, configuration.archive().passOnFailure()));
        progress.at("directory", "");
        Directories directories = Directories.open(configuration.directory());
        stops.push(directories::close);
        samplePassword = directories.samplePassword();
        LdapPeople directory = directories.people();
        LdapAuthenticator authenticator = directories.authenticator();
        health.needsToServe(GatewayChecks.directory(directory));
        progress.at("policy", "");
        GatewayChecks.Policy watched = new GatewayChecks.Policy();
        PeopleParts here = openPeople(configuration, directory, protocols, clock);
        // Disclaimers that were given stay given over a restart.
        NoticeFile notices = NoticeFile.open(
                configuration.data().resolve("notices"), RecentNotices.DEFAULT_CAPACITY, NOTICES_WRITTEN_EVERY);
        stops.push(notices::close);
        PolicyFile policy = PolicyLoading.open(configuration, directories.groups()::has, watched, notices);
        stops.push(policy::close);
        health.needsToServe(watched.check());
        PolicyParts edited = PolicyParts.open(configuration, clock);
        stops.push(edited::close);
        progress.at("archive", "");
        Archives archive = Archives.open(configuration, opened);
        archives = archive;
        stops.push(archive::close);
        discardArchived(opened, archive);
        health.needsToServe(GatewayChecks.archive(archive));
        MachineMeters.record(counting, opened, archive);
        progress.at("quarantine", "");
        SignedOn signedOn = new SignedOn();
        Attendance present = new Attendance(signedOn, here.people());
        attendance = present;
        Held quarantined = openHeld(configuration, signedOn, opened, here.people(), counting, clock);
        progress.at("console", "");
        // Its zone is the one days and times on the pages are in.
        Console console = Console.start(
                configuration.console(),
                ConsoleServices.of(archive.search(), authenticator, Clock.system(ZoneId.systemDefault()))
                        .people(here.bindings(), here.finder(), here.names())
                        .registration(here.registration())
                        .logons(here.logons())
                        .held(quarantined)
                        .whoIsOn(present)
                        .policy(edited.services(configuration, policy, directories.groups()::has, here, archive)));
        stops.push(console::close);
        consolePort = console.port();
        progress.at("entries", "");
        Guard guard = new Guard(
                here.identities(),
                here.registration(),
                policy.decisions(),
                opened,
                configuration.archive().guarantee(),
                configuration.archive().passOnFailure(),
                counting,
                raised,
                quarantined);
        EntryParts ways = new EntryParts(configuration, health, counting, clock);
        entries = ways;
        stops.push(ways::close);
        ways.open(protocols, catalogue, guard, signedOn, here.identities(), new ProxyUsers(authenticator));
        health.enter(Health.Phase.READY);
    }

    private PeopleParts openPeople(Configuration configuration, LdapPeople directory, Protocols protocols, Clock clock)
            throws GatewayException {
        try {
            PeopleParts opened =
                    PeopleParts.open(configuration.data(), configuration.people(), directory, protocols, clock);
            people = opened;
            stops.push(opened::close);
            return opened;
        } catch (IOException e) {
            throw new GatewayException(
                    "the bindings in " + configuration.data().resolve("people") + " can't be opened: " + e.getMessage(),
                    e);
        }
    }

    /** First of all, so that whoever asks is told that the gateway is starting; and last to go. */
    private void openHealth(Configuration configuration, Meters counting) throws IOException {
        Address listen = configuration.health();
        if (listen != null) {
            HealthServer server =
                    HealthServer.start(listen, new HealthPages(health, counting, counting.destinations()));
            healthServer = server;
            stops.push(server::close);
        }
    }

    /** All that plugins and the catalogue name: what counters may have as a service. */
    private static Set<ServiceId> services(Protocols protocols, ServiceCatalogue catalogue) {
        Set<ServiceId> services = new HashSet<>();
        catalogue.entries().forEach(entry -> services.add(entry.service()));
        protocols.all().forEach(plugin -> services.addAll(plugin.services()));
        return services;
    }

    private SegmentJournal openJournal(Configuration configuration, Clock clock) throws GatewayException {
        Path directory = configuration.data().resolve("journal");
        Configuration.Archive settings = configuration.archive();
        try {
            Files.createDirectories(configuration.data());
            JournalSettings d = JournalSettings.in(directory);
            SegmentJournal opened = SegmentJournal.open(new JournalSettings(
                    directory,
                    (int) settings.segmentBytes(),
                    d.queueRecords(),
                    d.queueBytes(),
                    d.checkpointEvery(),
                    settings.keep(),
                    settings.conversationIdle(),
                    clock));
            journal = opened;
            stops.push(opened::close);
            return opened;
        } catch (IOException e) {
            throw new GatewayException("the journal in " + directory + " can't be opened: " + e.getMessage(), e);
        }
    }

    private AlertSink openAlerts(
            AlertSettings settings, Path data, SegmentJournal journal, Meters counting, Clock clock)
            throws GatewayException {
        Path directory = data.resolve("alerts");
        try {
            Alerts opened = Alerts.open(
                    settings,
                    directory,
                    AlertDelivery.couriers(settings, clock),
                    journal.journalId(),
                    AlertDelivery.gatewayName(),
                    clock);
            alerts = opened;
            MachineMeters.alerts(counting, opened);
            health.needsToServe(GatewayChecks.alerts(opened, clock));
            return opened;
        } catch (IOException e) {
            throw new GatewayException("the alerts in " + directory + " can't be opened: " + e.getMessage(), e);
        }
    }

    /** Before the console, which shows it, and the guard, which hands in. */
    private Held openHeld(
            Configuration configuration,
            SignedOn signedOn,
            SegmentJournal journal,
            People known,
            Meters counting,
            Clock clock)
            throws GatewayException {
        Path directory = configuration.data().resolve("held");
        try {
            Held opened = Held.open(
                    configuration.quarantine(),
                    directory,
                    signedOn,
                    journal,
                    configuration.archive().guarantee(),
                    known,
                    clock);
            held = opened;
            stops.push(opened::close);
            MachineMeters.held(counting, opened);
            return opened;
        } catch (IOException e) {
            throw new GatewayException("the quarantine in " + directory + " can't be opened: " + e.getMessage(), e);
        }
    }

    private void closeAlerts() {
        if (alerts != null) {
            alerts.close();
        }
    }

    /** Lets journal segments go when all in them is archived; which ones, and when, is for the journal to say. */
    private void discardArchived(SegmentJournal journal, Archives archive) {
        ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().name("retention").daemon().factory());
        stops.push(timer::shutdownNow);
        timer.scheduleWithFixedDelay(
                () -> journal.discardBefore(archive.search().status().archived() + 1), 1, 1, TimeUnit.MINUTES);
    }

    /** Where the entries listen, by name. */
    public Map<String, InetSocketAddress> addresses() {
        return entries == null ? Map.of() : entries.addresses();
    }

    /** Where the DNS forwarder answers; null when there is none. */
    public @Nullable InetSocketAddress dnsAddress() {
        return entries == null ? null : entries.dnsAddress();
    }

    /** Where the console answers. */
    public int consolePort() {
        return consolePort;
    }

    /** The password of everybody in the sample directory; null when another directory is in use. */
    public @Nullable String samplePassword() {
        return samplePassword;
    }

    /** The archive, which may still be starting. */
    public Archives archives() {
        return started(archives);
    }

    /** Who is told of alerts, and how that goes. */
    public Alerts alerts() {
        return started(alerts);
    }

    /** Whose accounts are. */
    public PeopleParts people() {
        return started(people);
    }

    /** What is in quarantine. */
    public HeldMessages held() {
        return started(held);
    }

    /** Who is on. */
    public WhoIsOn whoIsOn() {
        return started(attendance);
    }

    private static <T> T started(@Nullable T part) {
        if (part == null) {
            throw new IllegalStateException("not started");
        }
        return part;
    }

    /** The number of the newest record that is on the disk. */
    public long journaled() {
        return journal == null ? 0 : journal.status().durableSequence();
    }

    /** What is counted. */
    public Meters meters() {
        return started(meters);
    }

    /** Where the gateway says how it is; null when that is off. */
    public @Nullable InetSocketAddress healthAddress() {
        return healthServer == null ? null : healthServer.address();
    }

    /** How the gateway is. */
    public Health health() {
        return health;
    }

    /** How many connections are open. */
    public int connections() {
        return entries == null ? 0 : entries.connections();
    }

    @Override
    public synchronized void close() {
        health.enter(Health.Phase.DRAINING);
        unwind(stops);
    }

    /** Takes all of them down, the last one first, whatever goes wrong with each. */
    static void unwind(Deque<Stop> stops) {
        while (!stops.isEmpty()) {
            Stop stop = stops.pop();
            try {
                stop.stop();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (Exception e) {
                LOG.error("a part of the gateway did not stop cleanly", e);
            }
        }
    }
}
