package org.sallyport.archive.elastic;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** What our indices are called. The date in the name is that of the records, in UTC: a record shipped late or again lands where it belongs. */
final class IndexNames {

    private final String prefix;
    private final DateTimeFormatter period;
    private final DateTimeFormatter year = DateTimeFormatter.ofPattern("uuuu").withZone(ZoneOffset.UTC);

    IndexNames(ElasticSettings settings) {
        this.prefix = settings.prefix();
        this.period = DateTimeFormatter.ofPattern(
                        switch (settings.period()) {
                            case DAY -> "uuuu.MM.dd";
                            case MONTH -> "uuuu.MM";
                        })
                .withZone(ZoneOffset.UTC);
    }

    String prefix() {
        return prefix;
    }

    /** Where a record of this time is kept. */
    String records(Instant time) {
        return prefix + "-im-" + period.format(time);
    }

    /** All records. */
    String allRecords() {
        return prefix + "-im-*";
    }

    /** Where it is kept who read what. */
    String access(Instant time) {
        return prefix + "-access-" + year.format(time);
    }

    /** Where records are kept that Elasticsearch would not take as they are. */
    String deadLetters() {
        return prefix + "-dead";
    }
}
