package org.sallyport.protocols;

/** What a recogniser says of the first bytes of a connection. */
public sealed interface Detection {

    /** It is this plugin's protocol. */
    enum Match implements Detection {
        /** The bytes could hardly be anything else. */
        CERTAIN,
        /** The bytes fit, and so would other protocols' bytes; a {@link #CERTAIN} match of another plugin wins. */
        LIKELY
    }

    /** It is not, whatever follows. */
    enum NoMatch implements Detection {
        INSTANCE
    }

    /** It can't be told yet. */
    enum NeedMore implements Detection {
        INSTANCE
    }
}
