package org.sallyport.proxy.config;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sallyport.archive.journal.Journal;
import org.sallyport.policy.identity.address.FixedAddresses;
import org.sallyport.policy.identity.binding.RegistrationSettings;
import org.sallyport.policy.identity.ldap.DirectorySettings;
import org.sallyport.protocols.Address;
import org.sallyport.protocols.service.ServiceEntry;
import org.sallyport.proxy.alert.AlertSettings;
import org.sallyport.proxy.dns.DnsSettings;
import org.sallyport.proxy.entry.ConnectionLimits;
import org.sallyport.proxy.entry.EntrySettings;
import org.sallyport.proxy.entry.UpstreamSettings;
import org.sallyport.proxy.entry.http.HttpSettings;
import org.sallyport.proxy.held.HeldSettings;
import org.sallyport.proxy.relay.RelaySettings;
import org.sallyport.proxy.scan.ScanSettings;
import org.sallyport.proxy.tls.TlsSettings;
import org.sallyport.ui.ConsoleSettings;

/**
 * Everything that can be configured, read and valid. Made by {@link ConfigurationReader}.
 *
 * @param data where the gateway keeps what it must not lose: the journal, its keys, and the local node's data
 * @param entries the ways in
 * @param redirects the ports that stand in for addresses services hand out
 * @param callBacks the ports at which services call clients back; none when {@code count} is 0
 * @param clients the networks clients may come from, as {@code address/prefix}
 * @param upstreams where connections really go
 * @param relay how connections are relayed
 * @param tls which TLS connections are looked into, and how
 * @param http how plain HTTP is treated
 * @param threads event loops; 0: one per core
 * @param connections how many connections there may be
 * @param services additions to the service catalogue
 * @param dns the DNS forwarder; null: there is none
 * @param policy the rulebase
 * @param directory who people are
 * @param people how people and their screen names come together
 * @param archive the record
 * @param scan who is asked about files that pass; null: nobody
 * @param alerts where alerts go besides the archive
 * @param quarantine how much is held for review
 * @param console the pages
 * @param health where the gateway says how it is; null: nowhere
 * @param logFormat how log lines are written
 */
public record Configuration(
        Path data,
        List<EntrySettings> entries,
        Redirects redirects,
        CallBacks callBacks,
        List<String> clients,
        UpstreamSettings upstreams,
        RelaySettings relay,
        TlsSettings tls,
        HttpSettings http,
        int threads,
        ConnectionLimits connections,
        List<ServiceEntry> services,
        @Nullable DnsSettings dns,
        Policy policy,
        Directory directory,
        People people,
        Archive archive,
        @Nullable ScanSettings scan,
        AlertSettings alerts,
        HeldSettings quarantine,
        ConsoleSettings console,
        @Nullable Address health,
        LogFormat logFormat) {
    public Configuration {
        entries = List.copyOf(entries);
        clients = List.copyOf(clients);
        services = List.copyOf(services);
    }

    /** Where the gateway's own CA is kept, unless the company has one. */
    public Path tlsDirectory() {
        return data.resolve("tls");
    }

    /** How log lines are written. */
    public enum LogFormat {
        /** For people: one line each. */
        TEXT,
        /** For machines: one JSON object a line, with the fields of the Elastic Common Schema. */
        JSON
    }

    /**
     * Ports for advertised addresses.
     *
     * @param host where they listen
     * @param first the first of them; 0 picks free ones
     * @param count how many
     */
    public record Redirects(String host, int first, int count) {}

    /**
     * Ports at which services call clients back.
     *
     * @param advertise the name or address services reach them by; null for the one each client reaches the gateway by
     * @param count how many; 0: services call clients straight
     */
    public record CallBacks(
            String host, int first, int count, @Nullable String advertise) {}

    /**
     * The rulebase.
     *
     * @param file where it is; null: {@code policy.yaml} in the data directory, written there when missing
     * @param secondPairOfEyes whether somebody else than its author must publish a change made in the console
     */
    public record Policy(@Nullable Path file, boolean secondPairOfEyes) {}

    /** Who people are. */
    public sealed interface Directory {

        /** The sample directory, for first steps: invented people, and a password made up at each start. */
        record Sample() implements Directory {}

        /** A directory of the site's own. */
        record Ldap(DirectorySettings settings) implements Directory {}
    }

    /**
     * How people and their screen names come together, and part.
     *
     * @param registration how people register theirs
     * @param addresses whose the clients' addresses are
     * @param leaversEvery how often it is looked whether somebody who is signed on has left; zero: never
     * @param leaversNotice what such people are told
     */
    public record People(
            RegistrationSettings registration, FixedAddresses addresses, Duration leaversEvery, String leaversNotice) {}

    /**
     * The record.
     *
     * @param guarantee what an event waits for before it goes on
     * @param passOnFailure whether an event that can't be journaled goes on
     * @param conversationIdle the longest gap within a conversation
     * @param keep how long journal segments stay after all in them was archived
     * @param segmentBytes how large a journal segment grows
     * @param elasticsearch where the archive is
     */
    public record Archive(
            Journal.Guarantee guarantee,
            boolean passOnFailure,
            Duration conversationIdle,
            Duration keep,
            long segmentBytes,
            Elasticsearch elasticsearch) {}

    /** Where the archive is. */
    public sealed interface Elasticsearch {

        /**
         * A node of the gateway's own, as a child process.
         *
         * @param heapMegabytes its heap
         * @param port where it answers on loopback; 0 picks a free one
         */
        record Local(int heapMegabytes, int port) implements Elasticsearch {}

        /**
         * A cluster.
         *
         * @param urls its nodes
         * @param username for basic authentication; null: none
         * @param password likewise
         * @param apiKey instead of both; null: none
         * @param ca a PEM file with the CA of its certificates; null: what the JVM trusts
         */
        record Cluster(
                List<URI> urls,
                @Nullable String username,
                @Nullable String password,
                @Nullable String apiKey,
                @Nullable Path ca)
                implements Elasticsearch {

            /** Hides the secrets. */
            @Override
            public String toString() {
                return "Cluster" + urls;
            }
        }

        /** No archive but the journal: nothing can be searched. For benchmarks and emergencies. */
        record None() implements Elasticsearch {}
    }
}
