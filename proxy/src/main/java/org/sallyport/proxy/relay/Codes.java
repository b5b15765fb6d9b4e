package org.sallyport.proxy.relay;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sallyport.policy.identity.Identity;
import org.sallyport.policy.identity.binding.Registration;
import org.sallyport.protocols.ScreenName;
import org.sallyport.protocols.decision.Decision;
import org.sallyport.protocols.decision.Duty;
import org.sallyport.protocols.decision.Verdict;
import org.sallyport.protocols.event.Flow;
import org.sallyport.protocols.event.ImEvent;

/**
 * Puts the link and a code into notices that ask people to register, after the decision was recorded: the record has the notice as
 * the rule has it.
 *
 * <p><b>Who is shown a code:</b> a client that the service has let in under the account's name, of an account that the directory
 * answered to be nobody's, and for what it did itself. In all other cases the notice has the link alone: what somebody merely
 * claims to be proves nothing, and no code must reach the other end.
 *
 * <p>Any thread.
 */
final class Codes {

    private final Registration registration;

    Codes(Registration registration) {
        this.registration = registration;
    }

    /**
     * The decision as it is enforced.
     *
     * @param account who the directory says the place's account is
     */
    Decision shown(Place place, ImEvent event, @Nullable Identity account, Decision decision) {
        if (!(decision instanceof Decision.Decided decided) || !isAskedFor(decided)) {
            return decision;
        }
        Verdict verdict = switch (decided.verdict()) {
            case Verdict.Deny deny -> new Verdict.Deny(shown(place, event, account, deny.notice()));
            case Verdict.Disconnect disconnect ->
                new Verdict.Disconnect(shown(place, event, account, disconnect.notice()));
            case Verdict.Allow allow -> allow;
            case Verdict.Rewrite rewrite -> rewrite;
            case Verdict.Drop drop -> drop;
        };
        List<Duty> duties = new ArrayList<>();
        for (Duty duty : decided.duties()) {
            if (duty instanceof Duty.Notice notice && Registration.isAskedFor(notice.text())) {
                String text = notice.audience() == Duty.Audience.SENDER
                        ? shown(place, event, account, notice.text())
                        : registration.withLinkOnly(notice.text());
                if (text != null) {
                    duties.add(new Duty.Notice(notice.audience(), text));
                }
            } else {
                duties.add(duty);
            }
        }
        return new Decision.Decided(verdict, decided.rules(), duties, decided.policy(), decided.reasons());
    }

    private @Nullable String shown(Place place, ImEvent event, @Nullable Identity identity, @Nullable String notice) {
        if (notice == null || !Registration.isAskedFor(notice)) {
            return notice;
        }
        ScreenName account = place.account();
        ScreenName from = event.from();
        if (account == null
                || !place.letIn()
                || identity != Identity.Unregistered.INSTANCE
                || event.flow() != Flow.OUTBOUND
                || (from != null && !from.equals(account))) {
            return registration.withLinkOnly(notice);
        }
        return registration.notice(notice, account, place.opening().connection());
    }

    private static boolean isAskedFor(Decision.Decided decided) {
        boolean inVerdict = switch (decided.verdict()) {
            case Verdict.Deny deny -> Registration.isAskedFor(deny.notice());
            case Verdict.Disconnect disconnect -> Registration.isAskedFor(disconnect.notice());
            case Verdict.Allow allow -> false;
            case Verdict.Rewrite rewrite -> false;
            case Verdict.Drop drop -> false;
        };
        List<Duty> duties = decided.duties();
        for (int i = 0; !inVerdict && i < duties.size(); i++) {
            inVerdict = duties.get(i) instanceof Duty.Notice notice && Registration.isAskedFor(notice.text());
        }
        return inVerdict;
    }
}
