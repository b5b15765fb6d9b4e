package org.sallyport.protocols.recognise;

import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import org.sallyport.protocols.Detection;
import org.sallyport.protocols.ProtocolId;
import org.sallyport.protocols.Recogniser;
import org.sallyport.protocols.ServiceId;

/** A recogniser's name and services. */
abstract class Named implements Recogniser {

    private final ProtocolId id;
    private final Set<ServiceId> services;

    Named(String id, String... services) {
        this.id = new ProtocolId(id);
        this.services = Arrays.stream(services).map(ServiceId::new).collect(Collectors.toUnmodifiableSet());
    }

    @Override
    public final ProtocolId id() {
        return id;
    }

    @Override
    public final Set<ServiceId> services() {
        return services;
    }

    /** {@code match} for what fits completely. */
    static Detection answer(Fit fit, Detection.Match match) {
        return switch (fit) {
            case WHOLE -> match;
            case PART -> Detection.NeedMore.INSTANCE;
            case NONE -> Detection.NoMatch.INSTANCE;
        };
    }
}
