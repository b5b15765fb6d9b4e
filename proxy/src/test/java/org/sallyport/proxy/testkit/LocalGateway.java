package org.sallyport.proxy.testkit;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.sallyport.archive.search.ArchiveSearch;
import org.sallyport.archive.search.Hit;
import org.sallyport.archive.search.SearchPage;
import org.sallyport.archive.search.SearchQuery;
import org.sallyport.protocols.Address;
import org.sallyport.proxy.Gateway;
import org.sallyport.proxy.config.ConfigurationReader;

/**
 * A gateway in this process, the service behind it, and a directory for both. One thread.
 */
public final class LocalGateway implements AutoCloseable {

    private static final ArchiveSearch.Reader READER = new ArchiveSearch.Reader("carol", "127.0.0.1");
    private static final Duration NODE_LIMIT = Duration.ofMinutes(4);

    private final GatewayFiles files;
    private final OscarService service;
    private final Gateway gateway;

    private LocalGateway(GatewayFiles files, OscarService service, Gateway gateway) {
        this.files = files;
        this.service = service;
        this.gateway = gateway;
    }

    /** Where a client comes in. */
    public enum Entry {
        /** SOCKS 5. */
        SOCKS_5,
        /** SOCKS 4a. */
        SOCKS_4A,
        /** HTTP CONNECT. */
        HTTP_CONNECT,
        /** A listener that stands in for the authorizer. */
        FIXED
    }

    /**
     * Starts.
     *
     * @param routes see {@link GatewayFiles#configuration}
     * @param sections likewise; a local node is waited for
     */
    public static LocalGateway start(String routes, String sections) throws Exception {
        GatewayFiles files = GatewayFiles.create();
        OscarService service = OscarService.start(GatewayFiles.BOS);
        try {
            Path config = files.directory().resolve("sallyport.yaml");
            Files.writeString(config, files.configuration(service, 0, 0, routes, sections));
            return restart(files, service, config);
        } catch (Exception | AssertionError e) {
            service.close();
            files.close();
            throw e;
        }
    }

    /** Starts where another gateway has been. The files and the service are closed with it. */
    public static LocalGateway restart(GatewayFiles files, OscarService service, Path config) throws Exception {
        Gateway gateway = Gateway.start(ConfigurationReader.load(config), (stage, detail) -> {});
        if (!gateway.archives().awaitReady(NODE_LIMIT)) {
            String message = gateway.archives().nodeMessage();
            gateway.close();
            throw new AssertionError("Elasticsearch does not answer: " + message);
        }
        return new LocalGateway(files, service, gateway);
    }

    /** The directory. */
    public GatewayFiles files() {
        return files;
    }

    /** The service. */
    public OscarService service() {
        return service;
    }

    /** The gateway. */
    public Gateway gateway() {
        return gateway;
    }

    /** Where an entry listens. */
    public InetSocketAddress address(String entry) {
        return Objects.requireNonNull(gateway.addresses().get(entry), entry);
    }

    /** How a client of this entry reaches addresses. */
    public Dialer dialer(Entry entry) {
        return switch (entry) {
            case SOCKS_5 -> Dialer.socks5(address("proxy"));
            case SOCKS_4A -> Dialer.socks4a(address("proxy"));
            case HTTP_CONNECT -> Dialer.httpConnect(address("proxy"));
            case FIXED -> Dialer.direct();
        };
    }

    /** Where a client of this entry finds the authorizer. */
    public Address authorizer(Entry entry) {
        return entry == Entry.FIXED ? new Address("127.0.0.1", address("aim").getPort()) : GatewayFiles.AUTHORIZER;
    }

    /** Signs somebody on. */
    public OscarClient signOn(Entry entry, String name) throws Exception {
        OscarClient client = OscarClient.signOn(dialer(entry), authorizer(entry), name);
        // A message before the service has read 01/02 would find nobody.
        Await.until(name + " is online", () -> service.isOnline(name));
        return client;
    }

    /** Signs bobby on with recorded bytes. */
    public OscarClient signOnRecorded(Entry entry) throws Exception {
        OscarClient client = OscarClient.signOnRecorded(dialer(entry), authorizer(entry));
        Await.until("bobby is online", () -> service.isOnline("bobby"));
        return client;
    }

    /** Waits until all that was journaled can be found. */
    public void awaitArchived() throws Exception {
        if (!gateway.archives().awaitArchived(gateway.journaled(), Duration.ofMinutes(2))) {
            throw new AssertionError("not archived: " + gateway.archives().search().status());
        }
    }

    /** All hits for words, newest first. */
    public List<Hit> search(String words, @Nullable String feature, @Nullable String verdict) throws Exception {
        return search(query(words, "", feature, verdict, null));
    }

    /** All hits of a screen name, newest first. */
    public List<Hit> searchName(String screenName, @Nullable String feature) throws Exception {
        return search(query("", screenName, feature, null, null));
    }

    private List<Hit> search(SearchQuery first) throws Exception {
        List<Hit> hits = new ArrayList<>();
        SearchQuery query = first;
        while (true) {
            SearchPage page = gateway.archives().search().search(query, READER);
            hits.addAll(page.hits());
            if (page.next() == null) {
                return hits;
            }
            query = query(first.words(), first.screenName(), first.feature(), first.verdict(), page.next());
        }
    }

    private static SearchQuery query(
            String words, String name, @Nullable String feature, @Nullable String verdict, @Nullable String page) {
        return new SearchQuery(words, "", name, null, feature, verdict, null, null, page, 200);
    }

    /** The conversation a hit belongs to. */
    public List<Hit> conversation(Hit hit) throws Exception {
        return gateway.archives()
                .search()
                .conversation(Objects.requireNonNull(hit.conversation()), hit.id(), 500, READER)
                .events();
    }

    @Override
    public void close() throws IOException {
        gateway.close();
        service.close();
        files.close();
    }
}
