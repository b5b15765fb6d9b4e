package org.sallyport.protocols.msnp;

import java.util.List;
import org.sallyport.protocols.Emission;
import org.sallyport.protocols.Frame;
import org.sallyport.protocols.Ruling;
import org.sallyport.protocols.Side;
import org.sallyport.protocols.decision.Verdict;
import org.sallyport.protocols.msnp.wire.Command;
import org.sallyport.protocols.msnp.wire.CommandLine;

/**
 * Carries rulings on everything out that is no message of a switchboard. What the client asks for and may not have is answered
 * with an error that it knows, under its own transaction; what vanishes is answered as if it had been done, where the answer
 * says no more than that, and else not at all. What the service tells and may not get through is left out. Nothing here has a
 * place for other words: it is refused when it should be rewritten.
 *
 * <p>Confined to the connection's event loop.
 */
final class Requests {

    /** "Bad parameter": the dialog of a contact that can't be added. */
    private static final int BAD_PARAMETER = 201;

    /** "Command is disabled". */
    private static final int DISABLED = 502;

    private static final int FEDERATED = 508;
    private static final int PAGING_FAILED = 509;
    private static final int BAD_STATUS = 715;

    private final Voice voice;

    Requests(Voice voice) {
        this.voice = voice;
    }

    void enforce(Side from, Frame frame, Ruling ruling, List<Emission> out) {
        if (ruling.verdict() instanceof Verdict.Allow) {
            out.add(Emission.Forward.INSTANCE);
        } else if (from == Side.CLIENT) {
            if (ruling.verdict() instanceof Verdict.Drop) {
                vanish(frame, out);
            } else {
                refuse(frame, out);
            }
        }
        voice.notices(ruling.notices(), out);
    }

    private void refuse(Frame frame, List<Emission> out) {
        switch (Command.at(frame.buffer(), frame.offset())) {
            case ADC, ADD, ADL, REM, RML -> voice.error(BAD_PARAMETER, frame, out);
            case PAG, PGD -> voice.error(PAGING_FAILED, frame, out);
            case UUM -> voice.error(FEDERATED, frame, out);
            case UUX, PRP, REA -> voice.error(BAD_STATUS, frame, out);
            // An error makes clients try another way; so it just never comes to anything.
            case UUN -> voice.answer(frame, "UUN", "OK", out);
            case SDG -> voice.answer(frame, "801", "0", out);
            default -> {
                if (CommandLine.of(frame).number(1) >= 0) {
                    voice.error(DISABLED, frame, out);
                }
            }
        }
    }

    private void vanish(Frame frame, List<Emission> out) {
        Command command = Command.at(frame.buffer(), frame.offset());
        switch (command) {
            case ADL, RML, UUN, SDC -> voice.answer(frame, command.name(), "OK", out);
            case UUX -> voice.answer(frame, "UUX", "0", out);
            case PUT, DEL -> voice.answer(frame, command.name(), "OK 0", out);
            // The answer is the request.
            case CHG, PRP -> voice.toClient(frame.view().copy(), out);
            default -> {
                // Whatever could be answered would have to be made up.
            }
        }
    }
}
