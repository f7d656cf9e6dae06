using System.Diagnostics;
using System.Net;

namespace SupplyChainSdk.Sigstore.Tests.Tuf;

/// <summary>Servers that send too much, too slowly, elsewhere, or not at all.</summary>
[TestClass]
public class NetworkFaultTests
{
    [TestMethod]
    [DataRow("metadata/2.root.json")]
    [DataRow("metadata/timestamp.json")]
    [DataRow("metadata/1.snapshot.json")]
    [DataRow("metadata/1.targets.json")]
    public async Task Endless_data_is_cut_off(string path)
    {
        using var repository = new TestRepository();
        var sent = 0L;
        repository.Intercept = On(path, context =>
        {
            context.Response.SendChunked = true;
            var chunk = new byte[1 << 16];
            for (; sent < 1 << 30; sent += chunk.Length)
                context.Response.OutputStream.Write(chunk);
        });
        await Refused.With(TufFailure.TooLarge, () => repository.UpdateAsync());
        Assert.IsLessThan(64 << 20, sent);
    }

    [TestMethod]
    public async Task A_length_that_is_too_large_is_not_even_read()
    {
        using var repository = new TestRepository();
        repository.Intercept = On("metadata/timestamp.json", context =>
        {
            context.Response.ContentLength64 = 1 << 20;
            context.Response.OutputStream.Flush();
        });
        await Refused.With(TufFailure.TooLarge, () => repository.UpdateAsync());
    }

    [TestMethod]
    public async Task Endless_data_of_a_target_is_cut_off_at_its_length()
    {
        using var repository = new TestRepository();
        repository.Targets.Targets["a"] = [1, 2, 3];
        repository.PublishNext();
        var target = repository.Files.Keys.Single(path => path.EndsWith(".a", StringComparison.Ordinal));
        repository.Files[target] = [1, 2, 3, 4];
        await Refused.With(TufFailure.TooLarge, () => repository.DownloadAsync("a"));
        repository.Files[target] = [1, 2];
        await Refused.With(TufFailure.LengthMismatch, () => repository.DownloadAsync("a"));
        repository.Files[target] = [1, 2, 4];
        await Refused.With(TufFailure.HashMismatch, () => repository.DownloadAsync("a"));
        repository.Files.TryRemove(target, out _);
        await Refused.With(TufFailure.FileMissing, () => repository.DownloadAsync("a"));
        Assert.IsFalse(Directory.Exists(Path.Combine(repository.Store, "targets")));
    }

    [TestMethod]
    public async Task A_target_larger_than_allowed_is_not_fetched()
    {
        using var repository = new TestRepository();
        repository.Targets.Targets["a"] = new byte[11];
        repository.PublishNext();
        var client = new TufClient(new TufRepository(repository.Metadata, repository.TargetFiles, repository.FirstRoot), repository.Store, time: new FixedTime(TestRepository.Now))
        {
            MaxTargetBytes = 10,
        };
        using var update = await client.UpdateAsync();
        await Refused.With(TufFailure.TooLarge, () => update.DownloadAsync("a"));
        Assert.AreEqual("2.targets.json", repository.TakeRequests()[^1]);
    }

    [TestMethod]
    public async Task A_slow_drip_and_a_hang_end_in_time()
    {
        using var repository = new TestRepository();
        using var over = new ManualResetEventSlim();
        repository.Intercept = On("metadata/timestamp.json", context =>
        {
            context.Response.SendChunked = true;
            while (!over.Wait(20))
                context.Response.OutputStream.Write(" "u8);
        });
        var client = new TufClient(new TufRepository(repository.Metadata, repository.TargetFiles, repository.FirstRoot), repository.Store, time: new FixedTime(TestRepository.Now))
        {
            RequestTimeout = TimeSpan.FromSeconds(1),
        };
        var clock = Stopwatch.StartNew();
        await Refused.With(TufFailure.Timeout, () => client.UpdateAsync());
        repository.Intercept = On("metadata/timestamp.json", _ => over.Wait());
        await Refused.With(TufFailure.Timeout, () => client.UpdateAsync());
        over.Set();
        Assert.IsLessThan(10, clock.Elapsed.TotalSeconds);
    }

    [TestMethod]
    public async Task Whoever_asked_can_end_an_update()
    {
        using var repository = new TestRepository();
        using var cancel = new CancellationTokenSource();
        repository.Intercept = On("metadata/timestamp.json", _ => cancel.Cancel());
        await Assert.ThrowsAsync<OperationCanceledException>(() => repository.Client().UpdateAsync(cancel.Token));
        repository.Intercept = null;
        Assert.AreEqual((1, 1, 1, 1), await repository.UpdateAsync());
    }

    [TestMethod]
    [DataRow(500)]
    [DataRow(503)]
    [DataRow(204)]
    [DataRow(429)]
    public async Task Another_answer_to_a_root_than_that_there_is_none_ends_the_update(int status)
    {
        using var repository = new TestRepository();
        repository.Intercept = On("metadata/2.root.json", context => context.Response.StatusCode = status);
        StringAssert.Contains((await Refused.With(TufFailure.Unreachable, () => repository.UpdateAsync())).Message, $"the answer is {status}");
    }

    [TestMethod]
    public async Task A_forbidden_root_is_one_that_is_not_there()
    {
        using var repository = new TestRepository();
        repository.Intercept = On("metadata/2.root.json", context => context.Response.StatusCode = 403);
        Assert.AreEqual((1, 1, 1, 1), await repository.UpdateAsync());
    }

    [TestMethod]
    [DataRow("metadata/timestamp.json")]
    [DataRow("metadata/1.snapshot.json")]
    [DataRow("metadata/1.targets.json")]
    public async Task A_file_that_must_be_there_is_missed(string path)
    {
        using var repository = new TestRepository();
        repository.Files.TryRemove(path, out _);
        await Refused.With(TufFailure.FileMissing, () => repository.UpdateAsync());
        Assert.AreEqual(path["metadata/".Length..], repository.TakeRequests()[^1]);
    }

    [TestMethod]
    public async Task A_redirect_to_an_address_that_is_not_encrypted_is_refused()
    {
        using var repository = new TestRepository();
        repository.Files["elsewhere"] = repository.Files["metadata/timestamp.json"];
        repository.Intercept = On("metadata/timestamp.json", context => context.Response.Redirect(new Uri(repository.TargetFiles, "../elsewhere").AbsoluteUri));
        await Refused.With(TufFailure.InsecureRedirect, () => repository.UpdateAsync());
        CollectionAssert.DoesNotContain(repository.TakeRequests(), "elsewhere");
    }

    [TestMethod]
    [DataRow("//")]
    [DataRow("//:80")]
    public async Task A_redirect_to_no_address_is_refused(string location)
    {
        using var repository = new TestRepository();
        repository.Intercept = On("metadata/timestamp.json", context => (context.Response.StatusCode, context.Response.Headers["Location"]) = (302, location));
        var e = await Refused.With(TufFailure.Unreachable, () => repository.UpdateAsync());
        Assert.Contains("which is no address", e.Message);
    }

    [TestMethod]
    public async Task A_cut_answer_and_a_server_that_is_gone_are_unreachable()
    {
        var repository = new TestRepository();
        var client = repository.Client();
        repository.Intercept = On("metadata/timestamp.json", context =>
        {
            context.Response.ContentLength64 = 1000;
            context.Response.OutputStream.Write("{"u8);
            context.Response.Abort();
        });
        await Refused.With(TufFailure.Unreachable, () => client.UpdateAsync());
        repository.Dispose();
        await Refused.With(TufFailure.Unreachable, () => client.UpdateAsync());
        Directory.Delete(repository.Store, recursive: true);
    }

    [TestMethod]
    [DataRow("")]
    [DataRow("{")]
    [DataRow("[]")]
    [DataRow("""{"signed":{},"signed":{},"signatures":[]}""")]
    [DataRow("""{"signed":{"_type":"timestamp","spec_version":"1.0","version":1.0,"expires":"2030-01-01T00:00:00Z","meta":{"snapshot.json":{"version":1}}},"signatures":[]}""")]
    [DataRow("""{"signed":{"_type":"timestamp","spec_version":"1.0","version":0,"expires":"2030-01-01T00:00:00Z","meta":{"snapshot.json":{"version":1}}},"signatures":[]}""")]
    [DataRow("""{"signed":{"_type":"timestamp","spec_version":"1.0","version":1,"expires":"2030-01-01","meta":{"snapshot.json":{"version":1}}},"signatures":[]}""")]
    [DataRow("""{"signed":{"_type":"timestamp","spec_version":"1.0","version":1,"expires":"2030-01-01T00:00:00Z","meta":{}},"signatures":[]}""")]
    [DataRow("""{"signed":{"_type":"timestamp","spec_version":"1.0","version":1,"expires":"2030-01-01T00:00:00Z","meta":{"snapshot.json":{"version":1}},"x":1.5},"signatures":[]}""")]
    [DataRow("""{"signed":{"_type":"timestamp","spec_version":"1.0","version":1,"expires":"2030-01-01T00:00:00Z","meta":{"snapshot.json":{"version":1}},"x":"\ud800"},"signatures":[]}""")]
    public async Task Metadata_that_cannot_be_read_is_malformed(string text)
    {
        using var repository = new TestRepository();
        repository.Files["metadata/timestamp.json"] = System.Text.Encoding.UTF8.GetBytes(text);
        await Refused.With(TufFailure.Malformed, () => repository.UpdateAsync());
    }

    [TestMethod]
    public async Task Metadata_of_a_newer_specification_needs_a_newer_version()
    {
        using var repository = new TestRepository();
        repository.Timestamp.Edit = signed => signed["spec_version"] = "2.0.0";
        repository.Publish();
        StringAssert.Contains((await Refused.With(TufFailure.UnsupportedVersion, () => repository.UpdateAsync())).Message, "a newer version is needed");
    }

    [TestMethod]
    public async Task Deep_nesting_and_bytes_that_are_no_text_are_malformed()
    {
        using var repository = new TestRepository();
        repository.Files["metadata/timestamp.json"] = [.. Enumerable.Repeat((byte)'[', 10_000)];
        await Refused.With(TufFailure.Malformed, () => repository.UpdateAsync());
        repository.Files["metadata/timestamp.json"] = [.. "{\"\xff\":1}".Select(c => (byte)c)];
        await Refused.With(TufFailure.Malformed, () => repository.UpdateAsync());
    }

    private static Func<HttpListenerContext, string, bool> On(string path, Action<HttpListenerContext> answer) => (context, asked) =>
    {
        if (asked != path)
            return false;
        answer(context);
        return true;
    };
}
