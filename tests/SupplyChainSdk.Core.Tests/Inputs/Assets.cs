using System.Text.Json.Nodes;
using SupplyChainSdk.Inputs;
using SupplyChainSdk.Inventory;

namespace SupplyChainSdk.Core.Tests.Inputs;

/// <summary>Assets files made in memory: a small one of the form that NuGet 7.9 writes, and changes of it.</summary>
internal static class Assets
{
    public const string HashA = "pdgNNMai3zv51W5aq268sujXUyx7SNdE2bj1wZcWjAQrKMFZV260lbqYop1d2GM67JI1huLRwxo9ZqnfF/lC6A==";
    public const string HashB = "HrC5BXdl00IP9zeV+0Z848QWPAoCr9P3bDEZguI+gkLcBKAOxix/tLEAAHC+UvDNPv4a2d18lOReHMOagPa+zQ==";
    public const string HashC = "uwV5hdhWPwUH1szhO8PJpFiahqXmzPzJT/sOijH/kFgUx+cyoDTMM8MHD0adw9+Iem6itoibbUXHYslzXsLEAg==";

    /// <summary>Api → Core; Tools only for the build; the project My Lib → Core.</summary>
    public static JsonObject Small() => JsonNode.Parse($$"""
        {
          "version": 4,
          "targets": { "net10.0": {
            "Api/1.0.0": { "type": "package", "dependencies": { "Core": "2.0.0" } },
            "Core/2.0.0": { "type": "package" },
            "Tools/3.0.0-rc.1": { "type": "package" },
            "My Lib/1.0.0": { "type": "project", "framework": "net10.0", "dependencies": { "Core": "2.0.0" } }
          } },
          "libraries": {
            "Api/1.0.0": { "type": "package", "sha512": "{{HashA}}", "path": "api/1.0.0", "files": [] },
            "Core/2.0.0": { "type": "package", "sha512": "{{HashB}}", "path": "core/2.0.0", "files": [] },
            "Tools/3.0.0-rc.1": { "type": "package", "sha512": "{{HashC}}", "path": "tools/3.0.0-rc.1", "files": [] },
            "My Lib/1.0.0": { "type": "project", "path": "../My Lib/My Lib.csproj", "msbuildProject": "../My Lib/My Lib.csproj" }
          },
          "projectFileDependencyGroups": { "net10.0": [ "Api >= 1.0.0", "My Lib >= 1.0.0", "Tools >= 3.0.0-rc.1" ] },
          "packageFolders": { "/home/u/.nuget/packages/": {}, "/fallback/": {} },
          "project": {
            "version": "1.2.3",
            "restore": {
              "projectUniqueName": "/src/App/App.csproj", "projectName": "App", "projectPath": "/src/App/App.csproj",
              "packagesPath": "/home/u/.nuget/packages/", "outputPath": "/src/App/obj/", "projectStyle": "PackageReference",
              "sources": { "https://gallery.example/v3/index.json": {} },
              "frameworks": { "net10.0": { "framework": "net10.0", "targetAlias": "net10.0", "projectReferences": {} } },
              "restoreLockProperties": { "restorePackagesWithLockFile": "true" }
            },
            "frameworks": { "net10.0": {
              "framework": "net10.0", "targetAlias": "net10.0",
              "dependencies": {
                "Api": { "target": "Package", "version": "[1.0.0, )" },
                "Tools": { "suppressParent": "All", "target": "Package", "version": "[3.0.0-rc.1, )" }
              },
              "frameworkReferences": { "Microsoft.NETCore.App": { "privateAssets": "all" } }
            } }
          }
        }
        """)!.AsObject();

    public static DependencyGraph Graph(JsonNode json)
    {
        using var scratch = new Scratch();
        return AssetsFile.Read(scratch.Write("project.assets.json", json.ToJsonString()));
    }

    public static DependencyGraph Graph(Action<JsonObject> change)
    {
        var json = Small();
        change(json);
        return Graph(json);
    }

    public static JsonObject Target(this JsonObject assets) => assets["targets"]!["net10.0"]!.AsObject();

    public static JsonObject Framework(this JsonObject assets) => assets["project"]!["frameworks"]!["net10.0"]!.AsObject();

    public static JsonObject Restore(this JsonObject assets) => assets["project"]!["restore"]!.AsObject();

    public static void RemoveTools(this JsonObject assets)
    {
        assets.Target().Remove("Tools/3.0.0-rc.1");
        assets["libraries"]!.AsObject().Remove("Tools/3.0.0-rc.1");
        assets.Framework()["dependencies"]!.AsObject().Remove("Tools");
    }
}
