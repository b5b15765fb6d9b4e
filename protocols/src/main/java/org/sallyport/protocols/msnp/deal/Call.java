package org.sallyport.protocols.msnp.deal;

import org.sallyport.protocols.Side;
import org.sallyport.protocols.msnp.p2p.Slp;

/** One {@code Call-ID}, or one session of data that nobody here saw arranged. */
final class Call {

    final Subject subject;
    final Side inviter;
    final Slp.Head invitation;

    /** {@code SessionID}; 0 when there is none. */
    final long session;

    /** Nothing of it goes through any more. */
    boolean refused;

    boolean accepted;

    /** Ended by one of its own. */
    boolean over;

    Call(Subject subject, Side inviter, Slp.Head invitation, long session) {
        this.subject = subject;
        this.inviter = inviter;
        this.invitation = invitation;
        this.session = session;
    }

    /** Whether an invitation says once more what this one said. */
    boolean saysAgain(Side from, Subject what, long id) {
        return inviter == from && session == id && subject.equals(what);
    }
}
