package org.sallyport.proxy.journey;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.micrometer.core.instrument.Counter;
import java.nio.file.Files;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.sallyport.policy.rule.PolicyFile;
import org.sallyport.proxy.testkit.Await;
import org.sallyport.proxy.testkit.GatewayFiles;
import org.sallyport.proxy.testkit.LocalGateway;
import org.sallyport.proxy.testkit.LocalGateway.Entry;
import org.sallyport.proxy.testkit.OscarClient;
import org.slf4j.LoggerFactory;

/** The rulebase is rewritten while people talk: the next message meets the new rules, a wrong file changes nothing. */
class PolicyReloadIT {

    private static final String NO_CHAT = """
            version: 2
            rules:
              - name: Silence
                feature: chat
                then: deny
                notice: Not today.
              - name: Everything else
                then: allow
            """;

    private static final String WRONG = """
            version: 3
            rules:
              - name: No such verdict
                then: shrug
            """;

    /** What the administrator reads. */
    private static final class Log extends AppenderBase<ILoggingEvent> {
        private final List<String> lines = new CopyOnWriteArrayList<>();

        @Override
        protected void append(ILoggingEvent event) {
            lines.add(event.getFormattedMessage());
        }
    }

    @Test
    void theNextMessageMeetsTheNewRules() throws Exception {
        Logger logger = (Logger) LoggerFactory.getLogger(PolicyFile.class);
        Log log = new Log();
        log.setContext(logger.getLoggerContext());
        log.start();
        logger.addAppender(log);
        // Whatever else the tests are configured to say.
        Level level = logger.getLevel();
        logger.setLevel(Level.INFO);
        try (LocalGateway local = LocalGateway.start("", GatewayFiles.JOURNAL_ONLY);
                OscarClient alice = local.signOn(Entry.SOCKS_5, "alice");
                OscarClient bobby = local.signOn(Entry.FIXED, "bobby")) {
            alice.expectAck(alice.say("bobby", "one"));
            bobby.expectMessage("alice", "one");

            Await.until("one connection each", () -> local.gateway().connections() == 2);
            long opened = openedSoFar(local);

            Files.writeString(local.files().policy(), NO_CHAT);
            Await.until("the new rules", () -> log.lines.stream().anyMatch(line -> line.startsWith("Policy 2-")));
            int before = local.service().words().size();
            alice.expectError(alice.say("bobby", "two"));
            alice.expectNotice("Not today.");

            Files.writeString(local.files().policy(), WRONG);
            Await.until("the refusal", () -> log.lines.stream().anyMatch(line -> line.contains("is refused")));
            bobby.expectError(bobby.say("alice", "three"));
            bobby.expectNotice("Not today.");
            assertThat(local.service().words()).hasSize(before);

            Files.writeString(
                    local.files().policy(), NO_CHAT.replace("deny", "allow").replace("notice", "# notice"));
            Await.until("rules that allow", () -> {
                long id = alice.say("bobby", "four");
                alice.expect("an answer", snac -> snac.requestId() == id);
                return local.service().words().contains("four");
            });
            bobby.expectMessage("alice", "four");
            assertThat(local.service().faults()).isEmpty();
            // All of it on the sockets that were open before.
            assertThat(openedSoFar(local)).isEqualTo(opened);
            assertThat(local.gateway().connections()).isEqualTo(2);
        } finally {
            logger.setLevel(level);
            logger.detachAppender(log);
        }
    }

    private static long openedSoFar(LocalGateway local) {
        return (long) local.gateway().meters().registry().find("sallyport.opened").counters().stream()
                .mapToDouble(Counter::count)
                .sum();
    }
}
