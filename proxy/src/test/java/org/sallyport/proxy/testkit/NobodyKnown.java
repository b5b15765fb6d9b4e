package org.sallyport.proxy.testkit;

import java.util.concurrent.CompletableFuture;
import org.sallyport.policy.identity.Identity;
import org.sallyport.policy.identity.People;
import org.sallyport.protocols.ScreenName;

/** A directory without people. */
public final class NobodyKnown implements People {

    @Override
    public Identity ifKnown(ScreenName name) {
        return Identity.Unregistered.INSTANCE;
    }

    @Override
    public CompletableFuture<Identity> resolve(ScreenName name) {
        return CompletableFuture.completedFuture(Identity.Unregistered.INSTANCE);
    }

    @Override
    public void close() {}
}
