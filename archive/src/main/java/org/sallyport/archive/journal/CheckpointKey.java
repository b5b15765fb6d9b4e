package org.sallyport.archive.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.Set;

/** The Ed25519 key that signs checkpoints, in PEM files next to the segments: the private one readable by its owner only. */
final class CheckpointKey {

    static final String PRIVATE_FILE = "checkpoint.key";
    static final String PUBLIC_FILE = "checkpoint.pub";
    private static final String ALGORITHM = "Ed25519";

    private final PrivateKey key;

    private CheckpointKey(PrivateKey key) {
        this.key = key;
    }

    /**
     * Reads the key, or makes it on first use.
     *
     * @param firstUse whether nothing was signed yet; else a missing key is an error and not replaced by another
     */
    static CheckpointKey loadOrCreate(Path directory, boolean firstUse) throws IOException {
        Path file = directory.resolve(PRIVATE_FILE);
        try {
            if (Files.exists(file)) {
                byte[] encoded = unwrap(file);
                return new CheckpointKey(
                        KeyFactory.getInstance(ALGORITHM).generatePrivate(new PKCS8EncodedKeySpec(encoded)));
            }
            if (!firstUse) {
                throw new IOException(file + " is gone, but checkpoints were signed with it: put it back");
            }
            KeyPair pair = KeyPairGenerator.getInstance(ALGORITHM).generateKeyPair();
            // The public key first: once there is a private one, everything that was signed can be verified.
            write(directory.resolve(PUBLIC_FILE), "PUBLIC KEY", pair.getPublic().getEncoded(), "rw-r--r--");
            write(file, "PRIVATE KEY", pair.getPrivate().getEncoded(), "rw-------");
            return new CheckpointKey(pair.getPrivate());
        } catch (GeneralSecurityException e) {
            throw new IOException(file + " is not an Ed25519 key in PEM", e);
        }
    }

    /** Reads a public key. */
    static PublicKey readPublic(Path file) throws IOException {
        try {
            return KeyFactory.getInstance(ALGORITHM).generatePublic(new X509EncodedKeySpec(unwrap(file)));
        } catch (GeneralSecurityException e) {
            throw new IOException(file + " is not an Ed25519 public key in PEM", e);
        }
    }

    byte[] sign(byte[] message) {
        try {
            Signature signature = Signature.getInstance(ALGORITHM);
            signature.initSign(key);
            signature.update(message);
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a key that was read does not sign", e);
        }
    }

    static boolean verifies(PublicKey key, byte[] message, byte[] signed) {
        try {
            Signature signature = Signature.getInstance(ALGORITHM);
            signature.initVerify(key);
            signature.update(message);
            return signature.verify(signed);
        } catch (GeneralSecurityException e) {
            // Bytes that are no signature at all end here too.
            return false;
        }
    }

    private static byte[] unwrap(Path file) throws IOException {
        StringBuilder base64 = new StringBuilder();
        for (String line : Files.readAllLines(file, StandardCharsets.US_ASCII)) {
            if (!line.startsWith("-----")) {
                base64.append(line.strip());
            }
        }
        try {
            return Base64.getDecoder().decode(base64.toString());
        } catch (IllegalArgumentException e) {
            throw new IOException(file + " is not PEM", e);
        }
    }

    private static void write(Path file, String label, byte[] encoded, String permissions) throws IOException {
        String pem = "-----BEGIN " + label + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(encoded)
                + "\n-----END " + label + "-----\n";
        FileAttribute<Set<PosixFilePermission>> owner =
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions));
        // A crash between the two files leaves a public key without its private one: it is replaced.
        Files.deleteIfExists(file);
        try (FileChannel channel =
                FileChannel.open(file, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), owner)) {
            Disk.REAL.write(channel, ByteBuffer.wrap(pem.getBytes(StandardCharsets.US_ASCII)), 0);
            channel.force(true);
        }
    }
}
