package org.sallyport.protocols.msnp.wire;

import io.netty.buffer.ByteBuf;
import org.sallyport.protocols.Side;

/**
 * The commands of all versions, and what each looks like from either side. A payload that is taken for a line, or a line for
 * the head of a payload, loses the stream for good; so every command is here that ends in a number.
 *
 * <p>Sources: the behaviour of libpurple, aMSN and MSNPSharp as clients and Escargot as server; the descriptions at
 * hypothetic.org and MSNPiki; captures of official clients (2003 to 2006).
 */
public enum Command {
    ACK(Form.UNKNOWN, Form.LINE),
    ADC(Form.LINE, Form.LINE),
    ADD(Form.LINE, Form.LINE),
    ADG(Form.LINE, Form.LINE),
    ADL(Form.PAYLOAD, Form.REPLY),
    ANS(Form.LINE, Form.LINE),
    BLP(Form.LINE, Form.BARE),
    BPR(Form.LINE, Form.BARE),
    BYE(Form.UNKNOWN, Form.BARE),
    CAL(Form.LINE, Form.LINE),
    CHG(Form.LINE, Form.LINE),
    CHL(Form.BARE, Form.BARE),
    CVR(Form.LINE, Form.LINE),
    DEL(Form.PAYLOAD, Form.REPLY),
    FLN(Form.UNKNOWN, Form.BARE),
    FQY(Form.PAYLOAD, Form.REPLY),
    GCF(Form.LINE, Form.REPLY),
    GTC(Form.LINE, Form.BARE),
    ILN(Form.UNKNOWN, Form.BARE),
    IMS(Form.LINE, Form.LINE),
    INF(Form.LINE, Form.LINE),
    IPG(Form.UNKNOWN, Form.BARE_PAYLOAD),
    IRO(Form.UNKNOWN, Form.LINE),
    JOI(Form.UNKNOWN, Form.BARE),
    LSG(Form.UNKNOWN, Form.BARE),
    LST(Form.LINE, Form.BARE),
    MSG(Form.PAYLOAD, Form.BARE_PAYLOAD),
    NAK(Form.UNKNOWN, Form.LINE),
    NFY(Form.UNKNOWN, Form.BARE_PAYLOAD),
    NLN(Form.UNKNOWN, Form.BARE),
    NOT(Form.UNKNOWN, Form.BARE_PAYLOAD),
    OUT(Form.BARE, Form.BARE),
    PAG(Form.PAYLOAD, Form.UNKNOWN),
    PGD(Form.PAYLOAD, Form.UNKNOWN),
    PNG(Form.BARE, Form.BARE),
    PRP(Form.LINE, Form.BARE),
    PUT(Form.PAYLOAD, Form.REPLY),
    QNG(Form.UNKNOWN, Form.BARE),
    QRY(Form.PAYLOAD, Form.LINE),
    REA(Form.LINE, Form.LINE),
    REG(Form.LINE, Form.LINE),
    REM(Form.LINE, Form.LINE),
    RMG(Form.LINE, Form.LINE),
    RML(Form.PAYLOAD, Form.REPLY),
    RNG(Form.UNKNOWN, Form.BARE),
    SBP(Form.LINE, Form.LINE),
    SBS(Form.LINE, Form.BARE),
    SDC(Form.PAYLOAD, Form.REPLY),
    SDG(Form.PAYLOAD, Form.REPLY),
    SND(Form.LINE, Form.LINE),
    SYN(Form.LINE, Form.LINE),
    UBM(Form.UNKNOWN, Form.BARE_PAYLOAD),
    UBN(Form.UNKNOWN, Form.BARE_PAYLOAD),
    UBX(Form.UNKNOWN, Form.BARE_PAYLOAD),
    URL(Form.LINE, Form.LINE),
    USR(Form.LINE, Form.LINE),
    UUM(Form.PAYLOAD, Form.REPLY),
    UUN(Form.PAYLOAD, Form.REPLY),
    UUX(Form.PAYLOAD, Form.REPLY),
    VAS(Form.PAYLOAD, Form.UNKNOWN),
    VER(Form.LINE, Form.LINE),
    XFR(Form.LINE, Form.LINE),
    /** Three digits: the service refuses what the transaction asked for. */
    ERROR(Form.UNKNOWN, Form.BARE),
    /** Three letters or digits that nobody has a name for. */
    OTHER(Form.UNKNOWN, Form.UNKNOWN);

    /** Bytes in every command's name. */
    public static final int NAME = 3;

    private static final int SYMBOLS = 36;
    private static final Command[] BY_NAME = table();

    private final Form fromClient;
    private final Form fromServer;

    Command(Form fromClient, Form fromServer) {
        this.fromClient = fromClient;
        this.fromServer = fromServer;
    }

    /** The command whose name stands here; {@link #OTHER} when it is none. The bytes must be readable. */
    public static Command at(ByteBuf buffer, int index) {
        int first = symbol(buffer.getByte(index));
        int second = symbol(buffer.getByte(index + 1));
        int third = symbol(buffer.getByte(index + 2));
        return first < 0 || second < 0 || third < 0 ? OTHER : BY_NAME[(first * SYMBOLS + second) * SYMBOLS + third];
    }

    Form form(Side from) {
        return from == Side.CLIENT ? fromClient : fromServer;
    }

    /** Which token is the length of the payload; 0 where versions differ, and it is just the last. */
    int lengthToken(Side from) {
        if (this == MSG) {
            return 3;
        }
        if (from == Side.SERVER) {
            return 0;
        }
        return switch (this) {
            case ADL, DEL, FQY, PUT, RML, SDG, UUX -> 2;
            case QRY -> 3;
            case UUN -> 4;
            case UUM -> 5;
            default -> 0;
        };
    }

    /** Whether a byte can stand in a name. */
    static boolean inName(byte octet) {
        return symbol(octet) >= 0;
    }

    private static int symbol(int octet) {
        if (octet >= '0' && octet <= '9') {
            return octet - '0';
        }
        return octet >= 'A' && octet <= 'Z' ? octet - 'A' + 10 : -1;
    }

    private static Command[] table() {
        Command[] table = new Command[SYMBOLS * SYMBOLS * SYMBOLS];
        for (int i = 0; i < table.length; i++) {
            boolean digits = i % SYMBOLS < 10 && i / SYMBOLS % SYMBOLS < 10 && i / SYMBOLS / SYMBOLS < 10;
            table[i] = digits ? ERROR : OTHER;
        }
        for (Command command : values()) {
            String name = command.name();
            if (name.length() == NAME) {
                int at = (symbol(name.charAt(0)) * SYMBOLS + symbol(name.charAt(1))) * SYMBOLS;
                table[at + symbol(name.charAt(2))] = command;
            }
        }
        return table;
    }
}
