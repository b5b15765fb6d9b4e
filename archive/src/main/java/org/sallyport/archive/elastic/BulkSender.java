package org.sallyport.archive.elastic;

import co.elastic.clients.elasticsearch._types.ElasticsearchException;
import co.elastic.clients.elasticsearch._types.ErrorCause;
import co.elastic.clients.elasticsearch._types.Result;
import co.elastic.clients.elasticsearch.core.BulkResponse;
import co.elastic.clients.elasticsearch.core.IndexResponse;
import co.elastic.clients.elasticsearch.core.bulk.BulkOperation;
import co.elastic.clients.elasticsearch.core.bulk.BulkResponseItem;
import co.elastic.clients.transport.TransportException;
import co.elastic.clients.util.BinaryData;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.sallyport.archive.elastic.ShippingDocument.Prepared;
import org.sallyport.archive.journal.JournalEntry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends documents, many at a time, and sorts out what became of each. Confined to the shipper's thread.
 *
 * <p>A document is created, never replaced: what is in the archive already stays as it came first, and sending it again is no
 * error. What Elasticsearch will never take goes to the dead letters, whole and with the reason, so that one odd document does
 * not stop all that come after it.
 */
final class BulkSender {

    private static final Logger log = LoggerFactory.getLogger(BulkSender.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String JSON_TYPE = "application/json";
    private static final int CREATED_BEFORE = 409;

    /** Errors that are about the document and will be the same next time; all others are about the moment. */
    private static final Set<String> FOREVER = Set.of(
            "document_parsing_exception",
            "mapper_parsing_exception",
            "strict_dynamic_mapping_exception",
            "illegal_argument_exception",
            "parse_exception",
            "parsing_exception",
            "x_content_parse_exception",
            "max_bytes_length_exceeded_exception");

    private final ElasticConnection connection;
    private long deadLetters;
    private String lastRefusal = "";

    BulkSender(ElasticConnection connection) {
        this.connection = connection;
    }

    /** How many documents went to the dead letters. */
    long deadLetters() {
        return deadLetters;
    }

    /**
     * Sends all; when it returns normally, all are in the archive or among the dead letters.
     *
     * @return those to send again after a while, for reasons of the moment; empty when done
     * @throws IOException when the archive cannot be reached: some may be there, send all again
     * @throws ElasticsearchException when it refuses as a whole: likewise
     */
    List<Prepared> send(List<Prepared> documents) throws IOException {
        List<Prepared.Ready> ready = new ArrayList<>();
        for (Prepared document : documents) {
            switch (document) {
                case Prepared.Ready fit -> ready.add(fit);
                case Prepared.Unfit unfit -> bury(unfit.entry(), unfit.id(), "unfit", unfit.reason());
            }
        }
        return sendReady(ready);
    }

    private List<Prepared> sendReady(List<Prepared.Ready> ready) throws IOException {
        if (ready.isEmpty()) {
            return List.of();
        }
        BulkResponse response;
        try {
            response = connection
                    .client()
                    .bulk(b -> b.operations(
                            ready.stream().map(BulkSender::operation).toList()));
        } catch (ElasticsearchException e) {
            if (!tooLarge(e.status())) {
                throw e;
            }
            return split(ready);
        } catch (TransportException e) {
            if (!tooLarge(e.statusCode())) {
                throw e;
            }
            return split(ready);
        }
        List<Prepared> again = new ArrayList<>();
        for (int i = 0; i < ready.size(); i++) {
            BulkResponseItem item = response.items().get(i);
            ErrorCause error = item.error();
            if (error == null || item.status() == CREATED_BEFORE) {
                continue;
            }
            String type = error.type() == null ? "unknown" : error.type();
            if (item.status() == 400 && FOREVER.contains(type)) {
                Prepared.Ready rejected = ready.get(i);
                bury(rejected.entry(), rejected.id(), type, error.reason() == null ? "" : error.reason());
            } else {
                lastRefusal = item.status() + ", " + type;
                again.add(ready.get(i));
            }
        }
        return again;
    }

    /** Why the last of those to be sent again was not taken. */
    String lastRefusal() {
        return lastRefusal;
    }

    /** The request was larger than this cluster takes: halves, down to one document that nobody takes. */
    private List<Prepared> split(List<Prepared.Ready> ready) throws IOException {
        if (ready.size() == 1) {
            Prepared.Ready single = ready.getFirst();
            bury(
                    new JournalEntry(
                            single.entry().sequence(),
                            new byte[0],
                            single.entry().hash()),
                    single.id(),
                    "too_large",
                    single.entry().payload().length + " bytes; it is in the journal only");
            return List.of();
        }
        int half = ready.size() / 2;
        List<Prepared> again = new ArrayList<>(sendReady(ready.subList(0, half)));
        again.addAll(sendReady(ready.subList(half, ready.size())));
        return again;
    }

    private static boolean tooLarge(int status) {
        return status == 413;
    }

    private static BulkOperation operation(Prepared.Ready document) {
        return BulkOperation.of(o -> o.create(
                c -> c.index(document.index()).id(document.id()).document(BinaryData.of(document.bytes(), JSON_TYPE))));
    }

    /** The reason goes into the archive, where readers are recorded, and not into the log: it may quote the document. */
    private void bury(JournalEntry entry, String id, String type, String reason) throws IOException {
        ObjectNode letter = JSON.createObjectNode();
        letter.put("@timestamp", Instant.now().toString());
        letter.putObject("event").put("id", id).put("sequence", entry.sequence());
        letter.putObject("error").put("type", type).put("message", reason);
        // As a string, so that nothing in it can be wrong.
        letter.put("document_base64", entry.payload());
        IndexResponse response = connection
                .client()
                .index(i -> i.index(connection.names().deadLetters())
                        .id(id)
                        .document(BinaryData.of(letter.toString().getBytes(StandardCharsets.UTF_8), JSON_TYPE)));
        if (response.result() != Result.Created) {
            // The batch went again for the sake of others; this one is buried and told of already.
            return;
        }
        deadLetters++;
        log.error(
                "Record {} is not searchable: the archive does not take it ({}). It is kept in {}.",
                entry.sequence(),
                type,
                connection.names().deadLetters());
    }
}
