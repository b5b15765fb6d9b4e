package org.sallyport.policy.fuzz;

import java.util.List;
import org.sallyport.policy.document.DocumentTarget;
import org.sallyport.policy.rule.RulebaseTarget;
import org.sallyport.protocols.fuzz.FuzzTarget;
import org.sallyport.protocols.fuzz.FuzzTargets;

/** The readers of this module. */
public final class PolicyTargets implements FuzzTargets {

    @Override
    public List<FuzzTarget> all() {
        return List.of(new DocumentTarget(), new RulebaseTarget());
    }
}
