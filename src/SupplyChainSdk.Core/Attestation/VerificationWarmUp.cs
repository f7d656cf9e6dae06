using SupplyChainSdk.Inputs;
using SupplyChainSdk.Sigstore;

namespace SupplyChainSdk.Attestation;

/// <summary>
/// Goes once, for nothing, through what every verification begins with. The command line is read then, which leaves a core idle; afterwards the code is loaded, which is most of what verifying one
/// package costs. Nothing of it is kept, and no verification depends on it.
/// </summary>
public static class VerificationWarmUp
{
    private const string Signature = "MEUCIA2JPiXCbVPJR+3bGo5/NKahBSihZkanuWj4VpNyVyWCAiEA9d4fRjb+AnedF0tZNOtgQRQTr6SVN5fuGyDLHAq+VJY=";

    // Made for this, and trusted for nothing: nobody has the private key.
    private static ReadOnlySpan<byte> Key =>
        """
        -----BEGIN PUBLIC KEY-----
        MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEXxYkoRObLda/EcAasuBDq8868jmX
        TrybGr+N+NYYGXUNnoQ10l24jXrWUkMueMjnc/7mzGEDs8o3suAzI+tt3w==
        -----END PUBLIC KEY-----
        """u8;

    /// <summary>Reads JSON, checks a signature and reads a nuspec, each as small as it can be.</summary>
    /// <exception cref="Exception">The platform cannot do one of them. The verification cannot either then, and says so.</exception>
    public static void Run()
    {
        _ = StatementJson.Text(StatementJson.Parse("""{"warm":"\u0075p"}"""u8.ToArray()), "warm");
        PublicKey.Parse(Key).Verify("prepared"u8, Convert.FromBase64String(Signature));
        _ = NuspecReader.Read("<package><metadata><id>Warm</id><version>1.0.0</version></metadata></package>"u8.ToArray());
    }
}
