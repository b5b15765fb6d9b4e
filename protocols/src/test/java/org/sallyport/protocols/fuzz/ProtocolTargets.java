package org.sallyport.protocols.fuzz;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.sallyport.protocols.ProtocolPlugin;
import org.sallyport.protocols.Protocols;
import org.sallyport.protocols.recognise.Openings;
import org.sallyport.protocols.tunnel.TunnelFormat;
import org.sallyport.protocols.tunnel.TunnelFormats;
import org.sallyport.protocols.tunnel.TunnelTarget;

/** Every installed plugin and tunnel format, and the other readers of this module. */
public final class ProtocolTargets implements FuzzTargets {

    @Override
    public List<FuzzTarget> all() {
        List<FuzzTarget> targets = new ArrayList<>();
        for (ProtocolPlugin plugin : Protocols.installed().all()) {
            targets.add(CodecTarget.of(plugin));
            targets.add(new SessionTarget(plugin));
        }
        targets.add(CodecTarget.ofHttp());
        for (TunnelFormat format : TunnelFormats.installed().all()) {
            targets.add(new TunnelTarget(format));
        }
        try {
            targets.add(new RecogniserTarget(Openings.bytes()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        targets.add(new ClientHelloTarget());
        targets.add(new ProxyHandshakeTarget());
        targets.add(new CaptureTarget());
        targets.add(new HtmlTextTarget());
        return targets;
    }
}
