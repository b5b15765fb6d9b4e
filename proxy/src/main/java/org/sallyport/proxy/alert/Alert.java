package org.sallyport.proxy.alert;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sallyport.archive.ArchiveRecord;
import org.sallyport.policy.identity.Identity;
import org.sallyport.policy.identity.Person;
import org.sallyport.protocols.ScreenName;
import org.sallyport.protocols.decision.Decision;
import org.sallyport.protocols.decision.Duty;
import org.sallyport.protocols.event.Flow;
import org.sallyport.protocols.event.ImEvent;

/**
 * What is told of one event that a rule raised an alert about: who, what and when, and where in the archive it is. Nothing of
 * what was written: a mailbox or a SIEM is read by people who may not read the archive.
 *
 * <p>Immutable. Every text is one line of at most {@value #LONGEST} characters and every list has at most {@value #MOST} items,
 * whatever is handed in.
 *
 * @param id the same for every telling of the same alert; unique
 * @param time when the event happened, to the millisecond
 * @param rules the rules that made the decision, the deciding one first
 * @param service the service it happened at
 * @param protocol what the connection speaks
 * @param feature what was done, in the vocabulary of rules
 * @param verdict what became of it; {@code failed} when it could not be decided
 * @param login who did it, as the person signs in with the directory; null when the directory has nobody
 * @param person the person's name; null likewise
 * @param screenName the name it was done under, as {@code service:name}; null when unknown
 * @param with the other ends, likewise
 * @param connection the gateway's id of the connection
 * @param record the id of the record in the archive; null when it could not be recorded
 * @param reasons what in the content matched, such as the name of a lexicon; never the words
 */
public record Alert(
        String id,
        Instant time,
        Severity severity,
        List<String> rules,
        String service,
        String protocol,
        String feature,
        String verdict,
        @Nullable String login,
        @Nullable String person,
        @Nullable String screenName,
        List<String> with,
        String connection,
        @Nullable String record,
        List<String> reasons) {

    static final int LONGEST = 160;
    static final int MOST = 8;

    public Alert {
        id = OneLine.of(id, LONGEST);
        time = time.truncatedTo(ChronoUnit.MILLIS);
        rules = OneLine.all(rules, MOST, LONGEST);
        service = OneLine.of(service, LONGEST);
        protocol = OneLine.of(protocol, LONGEST);
        feature = OneLine.of(feature, LONGEST);
        verdict = OneLine.of(verdict, LONGEST);
        login = login == null ? null : OneLine.of(login, LONGEST);
        person = person == null ? null : OneLine.of(person, LONGEST);
        screenName = screenName == null ? null : OneLine.of(screenName, LONGEST);
        with = OneLine.all(with, MOST, LONGEST);
        connection = OneLine.of(connection, LONGEST);
        record = record == null ? null : OneLine.of(record, LONGEST);
        reasons = OneLine.all(reasons, MOST, LONGEST);
    }

    /**
     * The alert that a record calls for.
     *
     * @param id unique, unless the record's own id will do
     * @param reference the id of the record in the archive; null when it is not there
     */
    static Alert of(String id, ArchiveRecord record, Duty.Alert duty, @Nullable String reference) {
        ImEvent event = record.event();
        ScreenName actor = event.from();
        if (actor == null && event.flow() == Flow.OUTBOUND) {
            actor = record.account();
        }
        Person person =
                actor != null && record.people().get(actor) instanceof Identity.Known known ? known.person() : null;
        Decision decision = record.decision();
        return new Alert(
                id,
                record.time(),
                Severity.of(duty.severity()),
                decision.rules(),
                record.service().value(),
                record.protocol().value(),
                event.feature().id(),
                decision instanceof Decision.Failed
                        ? "failed"
                        : decision.verdict().id(),
                person == null ? null : person.login(),
                person == null ? null : person.name(),
                actor == null ? null : actor.toString(),
                event.to().stream().limit(MOST).map(ScreenName::toString).toList(),
                record.opening().connection(),
                reference,
                decision instanceof Decision.Decided decided ? decided.reasons() : List.of());
    }

    /** The rule that decided, for headings. */
    public String rule() {
        return rules.isEmpty() ? "(no rule)" : rules.getFirst();
    }

    /** Who did it, in as many words as are known. */
    public String who() {
        String name = screenName == null ? "somebody unknown" : screenName;
        return person == null ? name : person + " (" + login + "), as " + name;
    }
}
