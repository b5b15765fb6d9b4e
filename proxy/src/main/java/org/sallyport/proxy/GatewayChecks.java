package org.sallyport.proxy;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sallyport.archive.journal.JournalStatus;
import org.sallyport.archive.journal.SegmentJournal;
import org.sallyport.archive.search.ArchiveStatus;
import org.sallyport.policy.document.Problems;
import org.sallyport.policy.identity.ldap.DirectoryState;
import org.sallyport.policy.identity.ldap.LdapPeople;
import org.sallyport.policy.rule.PolicyFile;
import org.sallyport.policy.rule.Rulebase;
import org.sallyport.proxy.alert.Alerts;
import org.sallyport.proxy.alert.TargetStatus;
import org.sallyport.proxy.entry.Entries;
import org.sallyport.proxy.entry.Gate;
import org.sallyport.proxy.health.Check;
import org.sallyport.proxy.health.Check.Result;
import org.sallyport.proxy.health.LoopLag;

/**
 * What is looked at to say whether the gateway is well. Two outages fail nothing: while the archive is away the journal holds
 * the records, and while the directory is away the policy's own {@code on-failure} decides. Sending clients to another gateway
 * would help with neither, for it has the same archive and the same directory.
 */
final class GatewayChecks {

    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Duration ALERTS_PATIENCE = Duration.ofMinutes(5);

    private GatewayChecks() {}

    static Check loops(LoopLag lag) {
        return Check.of("event-loops", () -> lag.look(PATIENCE));
    }

    /** @param passOnFailure whether messages go on when the journal fails */
    static Check journal(SegmentJournal journal, boolean passOnFailure) {
        return Check.of("journal", () -> {
            JournalStatus status = journal.status();
            if (status.healthy()) {
                return Result.ok(status.message());
            }
            return passOnFailure
                    ? Result.degraded(
                            status.message()
                                    + " Messages pass unrecorded meanwhile ('archive.on-failure' is pass). Make room on the disk of the data directory.")
                    : Result.failed(status.message()
                            + " Messages are refused meanwhile. Make room on the disk of the data directory.");
        });
    }

    static Check entries(Entries entries) {
        return Check.of("entries", () -> {
            int listening = entries.listening();
            return listening > 0 && listening == entries.addresses().size()
                    ? Result.ok(listening + " entries listen.")
                    : Result.failed(listening + " of " + entries.addresses().size()
                            + " entries listen. The log says more; restart the gateway.");
        });
    }

    static Check connections(Gate gate, int most) {
        return Check.of("connections", () -> {
            int open = gate.connections();
            return open < most
                    ? Result.ok(open + " of " + most + " connections are open.")
                    : Result.degraded(
                            "All " + most
                                    + " connections are open, and new ones are refused; raise 'limits.connections' if the machine can bear more.");
        });
    }

    static Check directory(LdapPeople people) {
        return Check.of("directory", () -> switch (people.state()) {
            case DirectoryState.Untried untried -> Result.ok("Nobody has had to be looked up yet.");
            case DirectoryState.Up up -> Result.ok("The directory has answered since " + up.since() + ".");
            case DirectoryState.Down down ->
                Result.degraded("The directory has not answered since " + down.since() + ": " + down.cause()
                        + ". Whoever is not known already is judged by the policy's 'on-failure'.");
        });
    }

    static Check archive(Archives archives) {
        return Check.of("archive", () -> {
            ArchiveStatus status = archives.search().status();
            return status.available() || !archives.isConfigured()
                    ? Result.ok(status.message())
                    : Result.degraded(status.message());
        });
    }

    /** A target that is away for a moment is no news; its alerts wait. */
    static Check alerts(Alerts alerts, Clock clock) {
        return Check.of("alerts", () -> {
            List<TargetStatus> targets = alerts.status();
            Instant recently = clock.instant().minus(ALERTS_PATIENCE);
            List<String> failing = targets.stream()
                    .filter(target -> target.failingSince() != null
                            && target.failingSince().isBefore(recently))
                    .map(target -> target.receiver() + " has taken no alerts since " + target.failingSince() + ", and "
                            + target.waiting() + " wait: " + target.cause() + ".")
                    .toList();
            if (!failing.isEmpty()) {
                return Result.degraded(
                        String.join(" ", failing) + " './sallyport alerts test' tries a target at once.");
            }
            long waiting = targets.stream().mapToLong(TargetStatus::waiting).sum();
            return Result.ok(targets.size() + " targets are told of alerts; " + waiting + " wait to be told.");
        });
    }

    /** Remembers whether the policy file as it is now was refused. */
    static final class Policy implements PolicyFile.Listener {

        private volatile @Nullable String refused;
        private volatile String version = "";

        @Override
        public void onLoaded(Rulebase rulebase, Problems warnings) {
            version = rulebase.version();
            refused = null;
        }

        @Override
        public void onRefused(Problems problems) {
            refused = problems.list().size() + " errors";
        }

        Check check() {
            return Check.of("policy", () -> {
                String why = refused;
                return why == null
                        ? Result.ok("Policy " + version + " is in force.")
                        : Result.degraded("The policy file was changed and is not valid (" + why + "): " + version
                                + " stays in force. './sallyport check' lists the errors.");
            });
        }
    }
}
