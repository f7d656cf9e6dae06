using System.Reflection;
using SupplyChainSdk.Tests;

namespace SupplyChainSdk.Sigstore.Tests;

[TestClass]
public sealed class PublicSurfaceTests
{
    private static readonly Type[] Public = typeof(BundleVerifier).Assembly.GetExportedTypes();

    [TestMethod]
    public void Public_types_are_in_the_root_namespace() =>
        Assert.IsEmpty(Public.Where(t => t.Namespace != "SupplyChainSdk.Sigstore").Select(t => t.FullName));

    [TestMethod]
    public void No_type_of_HTTP_ASN_1_or_JSON_is_in_a_signature_but_the_handler()
    {
        string[] hidden = ["System.Net.Http", "System.Text.Json", "System.Formats.Asn1", "System.Security.Cryptography"];
        var seen = Public.SelectMany(t => t.GetMembers(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly)
            .SelectMany(Types).Select(used => (t.Name, used)))
            .Where(p => p.used.FullName != "System.Net.Http.HttpMessageHandler" && hidden.Any(n => p.used.Namespace?.StartsWith(n, StringComparison.Ordinal) == true));
        Assert.IsEmpty(seen.Distinct());
        Assert.IsGreaterThan(20, Public.Length);
    }

    [TestMethod]
    public void What_was_verified_can_only_be_made_by_the_library()
    {
        foreach (var type in new[] { typeof(VerifiedBundle), typeof(VerifiedEnvelope), typeof(VerifiedTime), typeof(VerifiedLogEntry), typeof(CertifiedIdentity), typeof(ClaimedStatement) })
        {
            Assert.IsEmpty(type.GetConstructors(BindingFlags.Public | BindingFlags.Instance), type.Name);
            Assert.IsEmpty(type.GetProperties().Where(p => p.SetMethod is { IsPublic: true }).Select(p => p.Name), type.Name);
        }
    }

    [TestMethod]
    public void Every_reason_of_a_refusal_is_provoked_by_a_test()
    {
        var tests = Directory.EnumerateFiles(Path.Combine(TestData.Repository, "tests", "SupplyChainSdk.Sigstore.Tests"), "*.cs", SearchOption.AllDirectories).Select(File.ReadAllText).ToList();
        Assert.IsEmpty(Enum.GetNames<VerificationFailure>().Where(name => !tests.Exists(t => t.Contains($"VerificationFailure.{name}", StringComparison.Ordinal))));
        Assert.IsEmpty(Enum.GetNames<SigningFailure>().Where(name => !tests.Exists(t => t.Contains($"SigningFailure.{name}", StringComparison.Ordinal))));
    }

    private static IEnumerable<Type> Types(MemberInfo member) => member switch
    {
        MethodBase method => [.. method.GetParameters().SelectMany(p => Flatten(p.ParameterType)), .. method is MethodInfo { ReturnType: var type } ? Flatten(type) : []],
        PropertyInfo property => Flatten(property.PropertyType),
        FieldInfo field => Flatten(field.FieldType),
        _ => [],
    };

    private static IEnumerable<Type> Flatten(Type type) =>
        [type, .. type.GetGenericArguments().SelectMany(Flatten), .. type.GetElementType() is { } element ? Flatten(element) : []];
}
