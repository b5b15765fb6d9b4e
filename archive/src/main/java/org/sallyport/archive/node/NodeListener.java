package org.sallyport.archive.node;

/** Is told how the node fares. Called on the node's supervising thread: return quickly, throw nothing. */
@FunctionalInterface
public interface NodeListener {

    /** The state is now this; while the node starts it comes about once a second. */
    void changed(NodeState state);
}
