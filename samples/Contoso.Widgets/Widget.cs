using Newtonsoft.Json;
using Serilog;

namespace Contoso.Widgets;

/// <summary>A thing with a name and a size.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Size">In millimetres.</param>
public sealed record Widget(string Name, int Size)
{
    /// <summary>Writes the widget down, as JSON and in a log file.</summary>
    /// <param name="logFile">Where the log goes.</param>
    /// <returns>The JSON.</returns>
    public string WriteDown(string logFile)
    {
        var json = JsonConvert.SerializeObject(this);
        using var log = new LoggerConfiguration().WriteTo.File(logFile).CreateLogger();
        log.Information("Wrote {Widget}", json);
        return json;
    }
}
