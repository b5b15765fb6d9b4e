package org.sallyport.ui;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sallyport.policy.identity.binding.Binding;
import org.sallyport.policy.identity.binding.BindingChange;
import org.sallyport.policy.identity.binding.BindingConflict;
import org.sallyport.policy.identity.binding.Bindings;
import org.sallyport.protocols.ScreenName;

/** Where no names are bound, and none can be. */
enum NoBindings implements Bindings {
    INSTANCE;

    private static final Outcome REFUSED = new Outcome.Refused("names are not bound to people here");

    @Override
    public @Nullable Binding find(ScreenName name) {
        return null;
    }

    @Override
    public List<Binding> of(String person) {
        return List.of();
    }

    @Override
    public Page list(Filter filter, int offset, int most) {
        return new Page(List.of(), 0);
    }

    @Override
    public Outcome bind(Claim claim) {
        return REFUSED;
    }

    @Override
    public List<Outcome> bindAll(List<Claim> claims) {
        return claims.stream().map(claim -> REFUSED).toList();
    }

    @Override
    public Outcome unbind(ScreenName name, String by, String reason) {
        return REFUSED;
    }

    @Override
    public List<BindingConflict> conflicts() {
        return List.of();
    }

    @Override
    public Outcome settle(String conflict, Settlement settlement, String by, String reason) {
        return REFUSED;
    }

    @Override
    public List<BindingChange> history(ScreenName name, int most) {
        return List.of();
    }

    @Override
    public List<BindingChange> historyOf(String person, int most) {
        return List.of();
    }
}
