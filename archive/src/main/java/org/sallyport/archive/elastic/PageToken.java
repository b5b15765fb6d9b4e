package org.sallyport.archive.elastic;

import co.elastic.clients.elasticsearch._types.FieldValue;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Where a page of hits ended, in the order of the hits. To everybody else it is an opaque string; it comes back from a browser,
 * so nothing in it is believed.
 *
 * @param time of the last hit, as Elasticsearch writes it
 * @param sequence its number in its journal
 * @param id its id
 */
record PageToken(String time, long sequence, String id) {

    private static final Pattern ID = Pattern.compile("[A-Za-z0-9._-]{1,128}");
    private static final int LONGEST = 400;

    static PageToken after(List<FieldValue> sort) {
        return new PageToken(
                sort.get(0).stringValue(), sort.get(1).longValue(), sort.get(2).stringValue());
    }

    /** @throws IllegalArgumentException when it is not one of ours; the message can be shown */
    static PageToken parse(String token) {
        try {
            if (token.length() <= LONGEST) {
                String text = new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8);
                String[] parts = text.split("\n", -1);
                if (parts.length == 3 && ID.matcher(parts[2]).matches()) {
                    return new PageToken(Instant.parse(parts[0]).toString(), Long.parseLong(parts[1]), parts[2]);
                }
            }
        } catch (DateTimeException | IllegalArgumentException e) {
            throw new IllegalArgumentException("This page does not exist. Start the search again.", e);
        }
        throw new IllegalArgumentException("This page does not exist. Start the search again.");
    }

    String encode() {
        String text = time + "\n" + sequence + "\n" + id;
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    List<FieldValue> values() {
        return List.of(FieldValue.of(time), FieldValue.of(sequence), FieldValue.of(id));
    }
}
