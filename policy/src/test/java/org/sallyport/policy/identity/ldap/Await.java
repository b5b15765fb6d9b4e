package org.sallyport.policy.identity.ldap;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.sallyport.policy.identity.Identity;
import org.sallyport.policy.identity.People;
import org.sallyport.protocols.ScreenName;
import org.sallyport.protocols.ServiceId;

/** Waiting for conditions, and short words for what the tests ask all the time. */
final class Await {

    static final ServiceId AIM = new ServiceId("aim");

    private Await() {}

    static void until(String what, BooleanSupplier condition) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - end > 0) {
                throw new AssertionError("not within a minute: " + what);
            }
            LockSupport.parkNanos(2_000_000);
        }
    }

    static Identity answer(CompletableFuture<Identity> future) throws Exception {
        return future.get(60, TimeUnit.SECONDS);
    }

    static Identity resolve(People people, String aim) throws Exception {
        return answer(people.resolve(ScreenName.of(AIM, aim)));
    }

    static ScreenName aim(String normalized, String display) {
        return new ScreenName(AIM, normalized, display);
    }
}
