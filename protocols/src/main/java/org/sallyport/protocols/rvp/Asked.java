package org.sallyport.protocols.rvp;

import org.jspecify.annotations.Nullable;
import org.sallyport.protocols.ScreenName;
import org.sallyport.protocols.decision.Verdict;
import org.sallyport.protocols.rvp.read.Request;
import org.sallyport.protocols.rvp.wire.CallBackUrl;

/**
 * A request that waits for a decision or an answer, and what the session knows of it beyond what it says.
 *
 * @param request what was asked, without its body
 * @param call whether it is a call of a service's, and not a client's question
 * @param sender by whom; null when that can't be told
 * @param callBack where the client waits for calls, when it said so and that is its own address
 * @param print tells the same request from others, when it comes again signed
 * @param verdict how it went on
 */
record Asked(
        Request request,
        boolean call,
        @Nullable ScreenName sender,
        @Nullable CallBackUrl callBack,
        String print,
        Verdict verdict) {

    Asked(Request request, boolean call, @Nullable ScreenName sender, @Nullable CallBackUrl callBack, String print) {
        this(request.withoutBody(), call, sender, callBack, print, Verdict.Allow.INSTANCE);
    }

    Asked as(Verdict how) {
        return new Asked(request, call, sender, callBack, print, how);
    }
}
