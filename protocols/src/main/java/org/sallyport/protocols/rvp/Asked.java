package org.sallyport.protocols.rvp;

import org.jspecify.annotations.Nullable;
import org.sallyport.protocols.ScreenName;
import org.sallyport.protocols.rvp.read.Request;
import org.sallyport.protocols.rvp.wire.CallBackUrl;

/**
 * A request, and what the session knows about it beyond what it says. Holds the request's head and no view of its body once it is
 * waiting for its answer.
 *
 * @param request what was asked
 * @param sender by whom; null when that can't be told
 * @param callBack where the client waits for calls, when it said so and that is its own address
 * @param print tells the same request again from others, when it comes back signed; empty for what nobody signs
 */
record Asked(
        Request request,
        @Nullable ScreenName sender,
        @Nullable CallBackUrl callBack,
        String print) {}
